package org.annals.node.run;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.annals.node.NodeOptions;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.node.database.Settings;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.annals.waku.host.codec.MalformedInput;
import org.annals.waku.host.peer.Multiaddr;
import org.annals.waku.relay.Shard;

/** Where a node listens: options first, then what the home has kept, then the defaults. */
final class NetworkChoice {
  private static final int TORRENT_PORT = 6891;
  private static final int WAKU_PORT = 60_000;
  private static final String KEPT_TORRENT = "torrent.port";
  private static final String KEPT_WAKU = "waku.port";
  private static final String KEPT_SHARD = "waku.shard";

  private NetworkChoice() {}

  static NetworkOptions of(NodeOptions options, Communities communities, Settings settings)
      throws CommandFailure, IOException {
    return new NetworkOptions(
        options.listen().orElse(wildcard()),
        port(options.torrentPort(), settings.get(KEPT_TORRENT), TORRENT_PORT),
        port(options.wakuPort(), settings.get(KEPT_WAKU), WAKU_PORT),
        peers(options, communities),
        shard(options.shard().or(() -> kept(settings)).orElse(Shard.DEFAULT.toString())),
        options.dht());
  }

  private static Optional<String> kept(Settings settings) {
    try {
      return settings.get(KEPT_SHARD);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static InetAddress wildcard() {
    try {
      return InetAddress.getByAddress(new byte[4]);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  /** 0 means any free port; one that was found before is tried first. */
  private static int port(OptionalInt option, Optional<String> kept, int otherwise) {
    int wanted = option.orElse(kept.isPresent() ? 0 : otherwise);
    return wanted == 0 ? kept.map(Integer::parseInt).orElse(0) : wanted;
  }

  private static List<Multiaddr> peers(NodeOptions options, Communities communities)
      throws CommandFailure {
    List<Multiaddr> peers = new ArrayList<>();
    for (String each : options.peers()) {
      try {
        peers.add(Multiaddr.parse(each));
      } catch (MalformedInput e) {
        throw new CommandFailure(
            ErrorCode.USAGE,
            "--peer does not take '" + each + "'.",
            String.valueOf(e.getMessage()),
            "Give a multiaddr such as /ip4/203.0.113.7/tcp/60000/p2p/16Uiu2HA...",
            e);
      }
    }
    for (Community community : communities.all()) {
      if (community.row().enabled()) {
        for (String each : community.row().bootstrap()) {
          understood(each).ifPresent(peers::add);
        }
      }
    }
    return peers;
  }

  /** An invite's hint that this version cannot read is no error: the others may do. */
  private static Optional<Multiaddr> understood(String text) {
    try {
      return Optional.of(Multiaddr.parse(text));
    } catch (MalformedInput e) {
      return Optional.empty();
    }
  }

  private static Shard shard(String text) throws CommandFailure {
    try {
      return Shard.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          ErrorCode.USAGE,
          "--shard does not take '" + text + "'.",
          String.valueOf(e.getMessage()),
          "Give CLUSTER/N, for example 16/32.",
          e);
    }
  }

  /** Starts; a kept port that is taken by now gives way to another when any free one will do. */
  static SocketNetwork startOnFreePorts(
      NetworkOptions chosen, SocketNetwork.Parts parts, NodeOptions options)
      throws IOException, CommandFailure {
    try {
      return SocketNetwork.start(chosen, parts);
    } catch (BindException e) {
      boolean any = options.torrentPort().orElse(-1) == 0 && options.wakuPort().orElse(-1) == 0;
      if (!any) {
        throw cannotListen(chosen, e);
      }
    }
    NetworkOptions anyFree =
        new NetworkOptions(chosen.listen(), 0, 0, chosen.peers(), chosen.shard(), chosen.dht());
    try {
      return SocketNetwork.start(anyFree, parts);
    } catch (BindException e) {
      throw cannotListen(anyFree, e);
    }
  }

  private static CommandFailure cannotListen(NetworkOptions chosen, BindException e)
      throws SocketException {
    InetAddress listen = chosen.listen();
    boolean ours =
        listen.isAnyLocalAddress()
            || listen.isLoopbackAddress()
            || NetworkInterface.getByInetAddress(listen) != null;
    if (!ours) {
      return new CommandFailure(
          ErrorCode.UNREACHABLE,
          "The node cannot listen on " + listen.getHostAddress() + ".",
          "No network interface of this machine has that address.",
          "Give one that it has with --listen, or leave --listen out to listen on every address.",
          e);
    }
    return new CommandFailure(
        ErrorCode.UNREACHABLE,
        "The node cannot listen on "
            + chosen.listen().getHostAddress()
            + ", ports "
            + chosen.wakuPort()
            + " (Waku) and "
            + chosen.torrentPort()
            + " (torrents).",
        String.valueOf(e.getMessage()),
        "Another program, perhaps another node, uses one of them: stop it, or name others with"
            + " --waku-port and --torrent-port (0 takes any free one).",
        e);
  }

  static void keep(Settings settings, SocketNetwork network, NetworkOptions chosen)
      throws IOException {
    settings.put(KEPT_TORRENT, Integer.toString(network.transport().port()));
    Optional<Integer> waku =
        network.listenAddresses().stream()
            .flatMap(each -> each.tcpTarget().stream())
            .map(Multiaddr.TcpTarget::port)
            .findFirst();
    if (waku.isPresent()) {
      settings.put(KEPT_WAKU, waku.get().toString());
    }
    settings.put(KEPT_SHARD, chosen.shard().toString());
  }
}
