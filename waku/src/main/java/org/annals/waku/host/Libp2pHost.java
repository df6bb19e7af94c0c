package org.annals.waku.host;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.annals.waku.host.HostException.Reason;
import org.annals.waku.host.loop.EventLoop;
import org.annals.waku.host.loop.Loop;
import org.annals.waku.host.loop.TcpListener;
import org.annals.waku.host.loop.TcpSocket;
import org.annals.waku.host.peer.HostKey;
import org.annals.waku.host.peer.Multiaddr;
import org.annals.waku.host.peer.PeerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host over TCP, Noise XX and yamux. Keeps the books of connections and dials and wires the
 * parts; what a connection does is in {@link PeerConnection}, how one comes about in {@link
 * Upgrade}.
 */
public final class Libp2pHost implements Host {
  private static final Logger LOG = LoggerFactory.getLogger(Libp2pHost.class);
  private static final Duration END_PATIENCE = Duration.ofSeconds(5);

  private final HostContext context;
  private final EventLoop loop;
  private final ConnectionTable table;
  private final Identify identify;
  private final Ping ping;
  private final Inbound inbound;
  private final List<HostListener> listeners = new CopyOnWriteArrayList<>();
  private final Map<PeerConnection, Liveness> watched = new HashMap<>();
  private final Map<Multiaddr, Dial> dials = new HashMap<>();
  private final List<TcpListener> sockets = new ArrayList<>();
  private volatile List<Multiaddr> addresses = List.of();
  private volatile boolean closed;
  private boolean pushPlanned;

  private Libp2pHost(HostContext context) {
    this.context = context;
    this.loop = context.loop();
    this.table = new ConnectionTable(context.limits());
    this.ping = new Ping(context);
    this.identify = new Identify(context, this::listenAddresses, this::identified);
    this.inbound = new Inbound(context, table, this::begin);
  }

  /**
   * Makes a host whose loop runs and that does not listen yet.
   *
   * @throws IOException when the system gives no selector
   */
  public static Libp2pHost create(HostKey key, HostOptions options, HostSurroundings surroundings)
      throws IOException {
    EventLoop loop = new EventLoop(surroundings.ticker(), surroundings.threads());
    Libp2pHost host =
        new Libp2pHost(new HostContext(key, options, surroundings, loop, new ProtocolTable()));
    host.identify.mount();
    host.context.protocols().put(Ping.PROTOCOL, host.ping::answer);
    loop.start();
    loop.execute(host::sweep);
    return host;
  }

  @Override
  public PeerId peerId() {
    return context.key().peerId();
  }

  @Override
  public void start() throws IOException {
    CompletableFuture<Void> bound = new CompletableFuture<>();
    loop.run(
        () -> {
          try {
            bind();
            bound.complete(null);
          } catch (IOException e) {
            unbind();
            bound.completeExceptionally(e);
          }
        });
    try {
      bound.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof BindException taken) {
        // Still what it is: whoever starts a host may choose another port.
        BindException seenHere = new BindException(taken.getMessage());
        seenHere.initCause(taken);
        throw seenHere;
      }
      throw new IOException("ANN-4001: cannot listen: " + e.getCause(), e.getCause());
    }
  }

  @Override
  public List<Multiaddr> listenAddresses() {
    return addresses;
  }

  @Override
  public CompletableFuture<Connection> dial(Multiaddr address) {
    CompletableFuture<Connection> result = new CompletableFuture<>();
    loop.run(() -> dialInLoop(address, result));
    if (closed) {
      result.completeExceptionally(new HostException(Reason.CLOSED, "the host is closed"));
    }
    return result;
  }

  @Override
  public List<Connection> connections() {
    return List.copyOf(table.all());
  }

  @Override
  public Optional<Connection> connection(PeerId peer) {
    return table.newest(peer).map(connection -> connection);
  }

  @Override
  public CompletableFuture<Stream> newStream(PeerId peer, String protocol) {
    return withConnection(peer).thenCompose(connection -> connection.newStream(protocol));
  }

  @Override
  public CompletableFuture<Duration> ping(PeerId peer) {
    return withConnection(peer).thenCompose(ping::ask);
  }

  @Override
  public void handle(String protocol, StreamHandler handler) {
    context.protocols().put(protocol, handler);
    tellPeers();
  }

  @Override
  public void unhandle(String protocol) {
    context.protocols().remove(protocol);
    tellPeers();
  }

  @Override
  public void addListener(HostListener listener) {
    listeners.add(listener);
  }

  @Override
  public WireBytes wireBytes() {
    return new WireBytes(loop.bytesReceived(), loop.bytesSent());
  }

  @Override
  public Loop loop() {
    return loop;
  }

  ProtocolTable protocols() {
    return context.protocols();
  }

  @Override
  public void close() {
    closed = true;
    loop.run(
        () -> {
          unbind();
          inbound.cancelAll("the host is closed");
          List.copyOf(dials.values()).forEach(dial -> dial.cancel("the host is closed"));
          List.copyOf(table.all()).forEach(connection -> connection.close("the host is closed"));
          loop.stop();
        });
    loop.awaitEnd(END_PATIENCE);
  }

  private CompletableFuture<Connection> withConnection(PeerId peer) {
    Optional<Connection> present = connection(peer);
    return present
        .map(CompletableFuture::completedFuture)
        .orElseGet(
            () ->
                CompletableFuture.failedFuture(
                    new HostException(Reason.NOT_CONNECTED, "not connected to " + peer)));
  }

  private void bind() throws IOException {
    List<Multiaddr> told = new ArrayList<>();
    for (InetSocketAddress address : ListenAddresses.toBind(context.options().listen())) {
      TcpListener listener = TcpListener.bind(loop, address, inbound::accepted);
      sockets.add(listener);
      told.addAll(ListenAddresses.toTell(listener.address()));
    }
    addresses = List.copyOf(told);
  }

  private void unbind() {
    for (TcpListener socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        LOG.warn("a listening socket did not close", e);
      }
    }
    sockets.clear();
    addresses = List.of();
  }

  private void dialInLoop(Multiaddr address, CompletableFuture<Connection> result) {
    Optional<PeerConnection> present = address.peer().flatMap(table::newest);
    Optional<Multiaddr.TcpTarget> target = address.tcpTarget();
    if (closed) {
      result.completeExceptionally(new HostException(Reason.CLOSED, "the host is closed"));
    } else if (present.isPresent()) {
      result.complete(present.get());
    } else if (target.isEmpty() || target.get().port() == 0) {
      result.completeExceptionally(
          new HostException(Reason.ADDRESS, "cannot dial " + address + ": no TCP address"));
    } else if (dials.containsKey(address)) {
      forward(dials.get(address), result);
    } else if (!table.admitOutbound()) {
      result.completeExceptionally(
          new HostException(Reason.LIMIT, "too many connections are open"));
    } else {
      startDial(address, target.get(), result);
    }
  }

  private void startDial(
      Multiaddr address, Multiaddr.TcpTarget target, CompletableFuture<Connection> result) {
    Dial dial = new Dial(context, address, target, new Dialed(address));
    dials.put(address, dial);
    forward(dial, result);
    dial.start();
  }

  private static void forward(Dial dial, CompletableFuture<Connection> result) {
    var unused =
        dial.result()
            .whenComplete(
                (connection, failure) -> {
                  if (failure == null) {
                    result.complete(connection);
                  } else {
                    result.completeExceptionally(failure);
                  }
                });
  }

  /** A socket has become a connection. */
  private PeerConnection begin(
      TcpSocket socket,
      SecureChannel channel,
      PeerConnection.Identity identity,
      Runnable released) {
    PeerConnection connection =
        new PeerConnection(
            context,
            (gone, reason) -> {
              released.run();
              ended(gone, reason);
            },
            socket,
            channel,
            identity);
    connection.takeOver();
    watched.put(connection, new Liveness(connection, ping, context.times(), loop.nanoTime()));
    Optional<PeerConnection> tooMany = table.add(connection);
    LOG.debug("connected: {} {}", identity, connection.remoteAddress());
    tell(listener -> listener.connected(connection));
    tooMany.ifPresent(oldest -> oldest.close("the peer has a newer connection"));
    identify.ask(connection);
    return connection;
  }

  private void ended(PeerConnection connection, String reason) {
    watched.remove(connection);
    if (table.remove(connection)) {
      LOG.debug("disconnected: {}: {}", connection.remotePeer(), reason);
      tell(listener -> listener.disconnected(connection, reason));
    }
  }

  private void identified(PeerConnection connection, PeerInfo info) {
    tell(listener -> listener.identified(connection, info));
  }

  private void tell(Consumer<HostListener> call) {
    for (HostListener listener : listeners) {
      try {
        call.accept(listener);
      } catch (RuntimeException e) {
        // The listeners are not the connection's: one that fails must not end it or keep others
        // out.
        LOG.error("a listener of the host has failed", e);
      }
    }
  }

  private void tellPeers() {
    loop.run(
        () -> {
          if (!pushPlanned) {
            pushPlanned = true;
            loop.atEndOfTurn(
                () -> {
                  pushPlanned = false;
                  table.all().forEach(identify::push);
                });
          }
        });
  }

  private void sweep() {
    long now = loop.nanoTime();
    List.copyOf(watched.values()).forEach(liveness -> liveness.check(now));
    HostTimes times = context.times();
    long shortest =
        Math.min(
            times.keepalive().toNanos(),
            Math.min(times.answer().toNanos(), times.writeProgress().toNanos()));
    loop.schedule(Duration.ofNanos(Math.max(1, shortest / 5)), this::sweep);
  }

  /** What a dial leads to. */
  private final class Dialed implements Dial.Starter {
    private final Multiaddr address;

    Dialed(Multiaddr address) {
      this.address = address;
    }

    @Override
    public PeerConnection start(TcpSocket socket, SecureChannel channel, PeerId peer) {
      return begin(
          socket,
          channel,
          new PeerConnection.Identity(peer, Connection.Direction.OUTBOUND),
          table::releaseOutbound);
    }

    @Override
    public void done(boolean connected) {
      dials.remove(address);
      if (!connected) {
        table.releaseOutbound();
      }
    }
  }
}
