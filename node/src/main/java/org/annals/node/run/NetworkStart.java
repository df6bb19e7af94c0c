package org.annals.node.run;

import java.io.IOException;
import java.util.Optional;
import org.annals.keys.KeyStore;
import org.annals.keys.KeyStoreException;
import org.annals.keys.PrivateKey;
import org.annals.node.NodeOptions;
import org.annals.node.community.Communities;
import org.annals.node.community.HomeParts;
import org.annals.node.database.Settings;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.annals.seeder.bittorrent.BitTorrentTransport;
import org.annals.waku.WakuSurroundings;
import org.annals.waku.host.HostSurroundings;
import org.annals.waku.host.peer.HostKey;

/** Brings a node's sockets up: with its own key, on the ports that were chosen or kept. */
final class NetworkStart {
  private static final String IDENTITY = "waku-identity";

  private NetworkStart() {}

  static SocketNetwork start(
      HomeParts parts, Communities communities, Lanes lanes, NodeOptions options)
      throws CommandFailure, IOException {
    Settings settings = parts.tables().settings();
    NetworkOptions chosen = NetworkChoice.of(options, communities, settings);
    HostKey identity = HostKey.secp256k1(identity(parts), parts.curve());
    SocketNetwork.Parts made =
        new SocketNetwork.Parts(
            identity,
            new HostSurroundings(
                parts.curve(),
                parts.random(),
                parts.ticker(),
                lanes.lanes(),
                Lanes.named("waku-host")),
            new WakuSurroundings(parts.clock(), parts.random(), lanes.callbacks()),
            new BitTorrentTransport.Surroundings(
                parts.gate(), parts.storage(), parts.ticker(), parts.random()));
    SocketNetwork network = NetworkChoice.startOnFreePorts(chosen, made, options);
    NetworkChoice.keep(settings, network, chosen);
    return network;
  }

  private static PrivateKey identity(HomeParts parts) throws CommandFailure {
    try {
      KeyStore keys = parts.keys();
      Optional<PrivateKey> known = keys.find(IDENTITY);
      if (known.isPresent()) {
        return known.get();
      }
      PrivateKey fresh = keys.generate();
      keys.store(IDENTITY, fresh);
      return fresh;
    } catch (KeyStoreException e) {
      throw new CommandFailure(
          ErrorCode.PERMISSION,
          "The node's own key could not be used: " + e.getMessage() + ".",
          e.code(),
          e.remedy(),
          e);
    }
  }
}
