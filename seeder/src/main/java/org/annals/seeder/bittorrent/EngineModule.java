package org.annals.seeder.bittorrent;

import bt.metainfo.TorrentId;
import bt.module.ProtocolModule;
import bt.net.ConnectionKey;
import bt.net.ConnectionResult;
import bt.net.DataReceiver;
import bt.net.HandshakeHandler;
import bt.net.IConnectionSource;
import bt.net.IMessageDispatcher;
import bt.net.IPeerConnectionPool;
import bt.net.Peer;
import bt.net.PeerConnection;
import bt.net.pipeline.ChannelHandlerContext;
import bt.protocol.Message;
import bt.protocol.extended.ExtendedHandshakeFactory;
import bt.torrent.TorrentRegistry;
import com.google.inject.Binder;
import com.google.inject.Module;
import com.google.inject.Singleton;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes Bt's engine out of a Bt runtime: connections, message loop, receiver and pool are ours, so
 * their places are filled with parts that do nothing and start no thread.
 */
final class EngineModule implements Module {
  private final boolean peerExchange;
  private final HandshakeHandler handshakes;

  EngineModule(boolean peerExchange, HandshakeHandler handshakes) {
    this.peerExchange = peerExchange;
    this.handshakes = handshakes;
  }

  @Override
  public void configure(Binder binder) {
    ProtocolModule.extend(binder).addHandshakeHandler(handshakes);
    if (peerExchange) {
      ProtocolModule.extend(binder)
          .addExtendedMessageHandler(Exchange.NAME, new Exchange.Handler());
    }
    binder.bind(Torrents.class).in(Singleton.class);
    binder.bind(TorrentRegistry.class).to(Torrents.class);
    binder
        .bind(ExtendedHandshakeFactory.class)
        .to(FreshExtendedHandshake.class)
        .in(Singleton.class);
    Nothing nothing = new Nothing();
    binder.bind(DataReceiver.class).toInstance(nothing);
    binder.bind(IMessageDispatcher.class).toInstance(nothing);
    binder.bind(IConnectionSource.class).toInstance(nothing);
    binder.bind(IPeerConnectionPool.class).toInstance(new NoPool());
  }

  private static final class Nothing
      implements DataReceiver, IMessageDispatcher, IConnectionSource {
    @Override
    public void registerChannel(SelectableChannel channel, ChannelHandlerContext context) {}

    @Override
    public void unregisterChannel(SelectableChannel channel) {}

    @Override
    public void activateChannel(SelectableChannel channel) {}

    @Override
    public void deactivateChannel(SelectableChannel channel) {}

    @Override
    public void addMessageConsumer(ConnectionKey key, Consumer<Message> consumer) {}

    @Override
    public void addMessageSupplier(ConnectionKey key, Supplier<Message> supplier) {}

    @Override
    @Deprecated
    @SuppressWarnings("InlineMeSuggester")
    public ConnectionResult getConnection(Peer peer, TorrentId id) {
      return ConnectionResult.failure("connections are made elsewhere");
    }

    @Override
    public CompletableFuture<ConnectionResult> getConnectionAsync(Peer peer, TorrentId id) {
      return CompletableFuture.completedFuture(
          ConnectionResult.failure("connections are made elsewhere"));
    }
  }

  private static final class NoPool implements IPeerConnectionPool {
    @Override
    public @Nullable PeerConnection getConnection(Peer peer, TorrentId id) {
      return null;
    }

    @Override
    public @Nullable PeerConnection getConnection(ConnectionKey key) {
      return null;
    }

    @Override
    public void visitConnections(TorrentId id, Consumer<PeerConnection> visitor) {}

    @Override
    public int size() {
      return 0;
    }

    @Override
    public PeerConnection addConnectionIfAbsent(PeerConnection connection) {
      return connection;
    }

    @Override
    public void checkDuplicateConnections(TorrentId id, Peer peer) {}
  }
}
