package org.annals.seeder.bittorrent;

import bt.event.EventSink;
import bt.event.EventSource;
import bt.metainfo.TorrentId;
import bt.net.IConnectionHandlerFactory;
import bt.net.PeerId;
import bt.runtime.BtRuntime;
import bt.runtime.BtRuntimeBuilder;
import bt.runtime.Config;
import bt.service.IdentityService;
import java.net.InetAddress;
import java.util.function.BiConsumer;
import org.annals.archiver.InfoHash;
import org.annals.archiver.PeerAddress;

/** What is used of a Bt runtime. Thread-safe. */
final class BtParts implements AutoCloseable {
  private final BtRuntime runtime;
  private final Torrents torrents;
  private final EventSink events;
  private final HashTablePorts hashTablePorts = new HashTablePorts();

  /**
   * Makes a runtime without clients.
   *
   * @param discovered told of every peer that a discovery service has found
   */
  BtParts(BitTorrentSettings settings, int port, BiConsumer<InfoHash, PeerAddress> discovered) {
    Config config = new Config();
    config.setAcceptorAddress(settings.bindAddress());
    config.setAcceptorPort(port);
    BtRuntimeBuilder builder = BtRuntime.builder(config).disableAutomaticShutdown();
    builder
        .disableStandardExtensions()
        .module(new EngineModule(settings.peerExchange(), hashTablePorts));
    if (settings.localDiscovery()) {
      builder.module(LocalNetwork.module(settings.bindAddress(), port));
    }
    this.runtime = builder.build();
    this.torrents = runtime.service(Torrents.class);
    this.events = runtime.service(EventSink.class);
    runtime
        .service(EventSource.class)
        .onPeerDiscovered(
            null,
            event -> {
              InetAddress address = event.getPeer().getInetAddress();
              if (!event.getPeer().isPortUnknown() && event.getPeer().getPort() > 0) {
                discovered.accept(
                    InfoHash.of(event.getTorrentId().getBytes()),
                    new PeerAddress(address, event.getPeer().getPort()));
              }
            });
  }

  void start() {
    runtime.startup();
  }

  IConnectionHandlerFactory handlers() {
    return runtime.service(IConnectionHandlerFactory.class);
  }

  Codec.Maker codecs() {
    return runtime.getInjector().getInstance(Codec.Maker.class);
  }

  PeerId identity() {
    return runtime.service(IdentityService.class).getLocalPeerId();
  }

  HashTablePorts hashTablePorts() {
    return hashTablePorts;
  }

  Torrents torrents() {
    return torrents;
  }

  void started(TorrentId id) {
    torrents.add(id);
    events.fireTorrentStarted(id);
  }

  void stopped(TorrentId id) {
    torrents.remove(id);
    events.fireTorrentStopped(id);
  }

  @Override
  public void close() {
    runtime.shutdown();
  }
}
