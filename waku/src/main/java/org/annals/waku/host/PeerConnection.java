package org.annals.waku.host;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.annals.waku.host.HostException.Reason;
import org.annals.waku.host.codec.MalformedInput;
import org.annals.waku.host.loop.EventLoop;
import org.annals.waku.host.loop.SocketListener;
import org.annals.waku.host.loop.TcpSocket;
import org.annals.waku.host.multistream.Proposer;
import org.annals.waku.host.multistream.Responder;
import org.annals.waku.host.peer.PeerId;
import org.annals.waku.host.yamux.YamuxLimits;
import org.annals.waku.host.yamux.YamuxListener;
import org.annals.waku.host.yamux.YamuxOutput;
import org.annals.waku.host.yamux.YamuxSession;
import org.annals.waku.host.yamux.YamuxStream;
import org.jspecify.annotations.Nullable;

/** An upgraded connection. State belongs to the loop, but for the counters. */
final class PeerConnection
    implements Connection, SocketListener, SecureChannel.Sink, YamuxListener, YamuxOutput {
  /** Bytes on their way out before streams are held back; small, so that they can take turns. */
  private static final int OUTPUT_BACKLOG = 256 << 10;

  /** Only answers to a flood of questions can pile up so much beyond that. */
  private static final int STOP_READING = 1 << 20;

  private final HostContext context;
  private final Owner owner;
  private final TcpSocket socket;
  private final SecureChannel secure;
  private final PeerId peer;
  private final Direction direction;
  private final YamuxSession session;
  private final AtomicLong queued = new AtomicLong();
  private final Map<HostStream, Integer> refused = new ConcurrentHashMap<>();
  private volatile boolean open = true;
  private volatile @Nullable PeerInfo info;
  private boolean pumpPlanned;

  PeerConnection(
      HostContext context, Owner owner, TcpSocket socket, SecureChannel secure, Identity identity) {
    this.context = context;
    this.owner = owner;
    this.socket = socket;
    this.secure = secure;
    this.peer = identity.peer();
    this.direction = identity.direction();
    HostLimits limits = context.limits();
    this.session =
        new YamuxSession(
            direction == Direction.OUTBOUND,
            new YamuxLimits(
                limits.inboundStreams(),
                limits.outboundStreams(),
                limits.receiveBuffer(),
                OUTPUT_BACKLOG),
            this,
            this);
  }

  /** Takes the socket and the channel over. */
  void takeOver() {
    socket.listener(this);
    secure.sink(this);
  }

  EventLoop loop() {
    return context.loop();
  }

  HostTimes times() {
    return context.times();
  }

  TcpSocket socket() {
    return socket;
  }

  void info(PeerInfo next) {
    info = next;
  }

  int streams() {
    return session.streams();
  }

  long buffered() {
    return session.buffered();
  }

  void yamuxPing() {
    session.ping(0);
  }

  @Override
  public PeerId remotePeer() {
    return peer;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return socket.remoteAddress();
  }

  @Override
  public Direction direction() {
    return direction;
  }

  @Override
  public Optional<PeerInfo> info() {
    return Optional.ofNullable(info);
  }

  @Override
  public WireBytes wireBytes() {
    return new WireBytes(socket.received(), socket.sent());
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close(String reason) {
    loop().run(() -> shut(reason));
  }

  @Override
  public CompletableFuture<Stream> newStream(String protocol) {
    CompletableFuture<Stream> result = new CompletableFuture<>();
    if (open) {
      loop().run(() -> openStream(protocol, result));
    } else {
      result.completeExceptionally(new HostException(Reason.CLOSED, "the connection is closed"));
    }
    return result;
  }

  private void openStream(String protocol, CompletableFuture<Stream> result) {
    PeerInfo known = info;
    boolean lazy = known != null && known.protocols().contains(protocol);
    HostStream stream =
        new HostStream(
            this, Direction.OUTBOUND, protocol, lazy ? new CompletableFuture<>() : result);
    Optional<YamuxStream> yamux = open ? session.open(stream) : Optional.empty();
    if (yamux.isEmpty()) {
      result.completeExceptionally(
          open
              ? new HostException(Reason.LIMIT, "no more streams on this connection")
              : new HostException(Reason.CLOSED, "the connection is closed"));
      return;
    }
    stream.begin(yamux.get(), new Proposer(List.of(protocol), stream::writeRaw));
    if (lazy) {
      result.complete(stream);
    }
  }

  // ---- write queue, any thread
  // -------------------------------------------------------------------

  Stream.WriteOutcome reserveQueue(HostStream stream, int bytes, Stream.Importance importance) {
    long limit = context.limits().writeQueue();
    long total = queued.addAndGet(bytes);
    boolean droppable = importance == Stream.Importance.DROPPABLE;
    if (total <= limit || (!droppable && total <= 2 * limit)) {
      return Stream.WriteOutcome.QUEUED;
    }
    queued.addAndGet(-bytes);
    if (droppable) {
      if (bytes <= limit) {
        refused.put(stream, bytes);
        loop().execute(this::tellRefused);
      }
      return Stream.WriteOutcome.FULL;
    }
    close("the peer does not read what it is sent");
    return Stream.WriteOutcome.CLOSED;
  }

  void countQueued(int change) {
    queued.addAndGet(change);
  }

  // ---- socket, channel and session, on the loop
  // --------------------------------------------------

  @Override
  public void received(ByteBuffer wire) {
    if (!open) {
      return;
    }
    try {
      secure.received(wire);
    } catch (MalformedInput e) {
      broken(e.reason());
    }
    if (secure.pending() > STOP_READING) {
      socket.reading(false);
    }
  }

  @Override
  public void plain(ByteBuffer bytes) throws MalformedInput {
    if (open) {
      session.received(bytes);
    }
  }

  @Override
  public void progressed() {
    if (secure.pending() < OUTPUT_BACKLOG) {
      socket.reading(true);
      requestPump();
    }
  }

  @Override
  public void closed(String reason) {
    shut(reason);
  }

  /** The peer broke a protocol. */
  void broken(String reason) {
    shut("the peer broke the protocol: " + reason);
  }

  @Override
  public void write(ByteBuffer bytes) {
    secure.write(bytes);
  }

  @Override
  public long pending() {
    return secure.pending();
  }

  @Override
  public void requestPump() {
    if (!pumpPlanned && open) {
      pumpPlanned = true;
      loop().atEndOfTurn(this::pump);
    }
  }

  @Override
  public void opened(YamuxStream yamux) {
    HostStream stream = new HostStream(this, Direction.INBOUND, "", new CompletableFuture<>());
    yamux.reader(stream);
    stream.begin(yamux, new Responder(context.protocols()::has, stream::writeRaw));
  }

  @Override
  public void goingAway() {
    if (session.streams() == 0) {
      shut("the peer goes away");
    }
  }

  /** An inbound stream's protocol is agreed upon. */
  void serve(HostStream stream) {
    context
        .protocols()
        .handler(stream.protocol())
        .ifPresentOrElse(handler -> handler.opened(stream), stream::reset);
  }

  private void pump() {
    pumpPlanned = false;
    if (open) {
      session.pump();
      tellRefused();
    }
  }

  /** The queue is the connection's: who was refused may have nothing of its own waiting in it. */
  private void tellRefused() {
    long room = context.limits().writeQueue() - queued.get();
    if (refused.isEmpty() || room < context.limits().writeQueue() / 2) {
      return;
    }
    for (Map.Entry<HostStream, Integer> one : List.copyOf(refused.entrySet())) {
      if (one.getValue() <= room && refused.remove(one.getKey(), one.getValue())) {
        one.getKey().drained();
      }
    }
  }

  private void shut(String reason) {
    if (open) {
      session.goAway(0);
      open = false;
      session.close(reason);
      secure.seal();
      socket.close();
      owner.closed(this, reason);
    }
  }

  /** Who is at the other end, and who dialed. */
  record Identity(PeerId peer, Direction direction) {}

  /** Is told of the end, once. */
  interface Owner {
    void closed(PeerConnection connection, String reason);
  }
}
