package org.annals.waku.host;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.annals.waku.host.HostException.Reason;
import org.annals.waku.host.codec.MalformedInput;
import org.annals.waku.host.loop.Loop;
import org.annals.waku.host.multistream.Negotiation;
import org.annals.waku.host.multistream.Outcome;
import org.annals.waku.host.yamux.YamuxReader;
import org.annals.waku.host.yamux.YamuxStream;
import org.jspecify.annotations.Nullable;

/** A yamux stream with its negotiation in front. State belongs to the loop, but for the flags. */
final class HostStream implements Stream, YamuxReader {
  private final PeerConnection connection;
  private final Connection.Direction direction;
  private final CompletableFuture<Stream> opening;
  private final AtomicBoolean listened = new AtomicBoolean();
  private volatile String protocol;
  private volatile boolean writable = true;
  private volatile boolean reading = true;
  private volatile long queuedBytes;

  private @Nullable YamuxStream yamux;
  private @Nullable Negotiation negotiation;
  private Loop.@Nullable Timer deadline;
  private @Nullable StreamListener listener;
  private @Nullable String aborted;
  private boolean ended;
  private boolean userPaused;
  private boolean discarding;

  /**
   * A stream that does not go anywhere yet.
   *
   * @param opening completes when the protocol is agreed upon
   */
  HostStream(
      PeerConnection connection,
      Connection.Direction direction,
      String protocol,
      CompletableFuture<Stream> opening) {
    this.connection = connection;
    this.opening = opening;
    this.direction = direction;
    this.protocol = protocol;
  }

  /** Begins the negotiation on a fresh yamux stream. */
  void begin(YamuxStream stream, Negotiation first) {
    yamux = stream;
    negotiation = first;
    deadline =
        connection
            .loop()
            .schedule(
                connection.times().negotiation(),
                () -> fail(Reason.TIMEOUT, "the peer did not negotiate a protocol in time"));
    first.start();
  }

  /** Writes for the negotiation. */
  void writeRaw(byte[] bytes) {
    connection.countQueued(bytes.length);
    enqueue(bytes);
  }

  @Override
  public String protocol() {
    return protocol;
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public Connection.Direction direction() {
    return direction;
  }

  @Override
  public boolean isWritable() {
    return writable;
  }

  @Override
  public boolean isReading() {
    return reading;
  }

  @Override
  public long queuedBytes() {
    return queuedBytes;
  }

  @Override
  public void listen(StreamListener next) {
    if (!listened.compareAndSet(false, true)) {
      throw new IllegalStateException("the stream has a listener already");
    }
    connection.loop().run(() -> listenInLoop(next));
  }

  @Override
  public void pause() {
    connection
        .loop()
        .run(
            () -> {
              userPaused = true;
              stream().pause();
            });
  }

  @Override
  public void resume() {
    connection
        .loop()
        .run(
            () -> {
              userPaused = false;
              if (listener != null) {
                stream().resume();
              }
            });
  }

  @Override
  public WriteOutcome write(byte[] bytes, Importance importance) {
    if (!writable) {
      return WriteOutcome.CLOSED;
    }
    WriteOutcome outcome = connection.reserveQueue(this, bytes.length, importance);
    if (outcome == WriteOutcome.QUEUED) {
      connection.loop().run(() -> enqueue(bytes));
    }
    return outcome;
  }

  @Override
  public void closeWrite() {
    writable = false;
    connection.loop().run(() -> stream().closeWrite());
  }

  @Override
  public void close() {
    writable = false;
    reading = false;
    connection.loop().run(this::closeInLoop);
  }

  @Override
  public void reset() {
    writable = false;
    reading = false;
    connection
        .loop()
        .run(
            () -> {
              stopNegotiation();
              stream().reset();
              opening.completeExceptionally(
                  new HostException(Reason.CLOSED, "the stream was reset"));
            });
  }

  // ---- from yamux, on the loop
  // -------------------------------------------------------------------

  @Override
  public void data(ByteBuffer bytes) {
    if (negotiation != null && !negotiate(negotiation, bytes)) {
      return;
    }
    StreamListener present = listener;
    if (discarding || !reading) {
      bytes.position(bytes.limit());
    } else if (present == null || userPaused) {
      stream().pause();
    } else if (bytes.hasRemaining()) {
      present.data(bytes);
      bytes.position(bytes.limit());
    }
  }

  @Override
  public void ended() {
    if (negotiation != null) {
      fail(Reason.PROTOCOL, "the peer ended the stream while it negotiated");
      return;
    }
    ended = true;
    if (listener != null && reading) {
      reading = false;
      listener.ended();
    }
  }

  @Override
  public void aborted(String reason) {
    boolean negotiating = negotiation != null;
    stopNegotiation();
    writable = false;
    boolean told = !reading && !ended;
    reading = false;
    aborted = reason;
    opening.completeExceptionally(
        new HostException(negotiating ? Reason.UNSUPPORTED : Reason.CLOSED, reason));
    if (listener != null && !told && !discarding) {
      listener.aborted(reason);
    }
  }

  @Override
  public void drained() {
    if (listener != null && writable) {
      listener.drained();
    }
  }

  @Override
  public void released(int bytes) {
    queuedBytes = stream().queued();
    connection.countQueued(-bytes);
  }

  private void listenInLoop(StreamListener next) {
    listener = next;
    if (aborted != null) {
      next.aborted(aborted);
      return;
    }
    if (!userPaused) {
      stream().resume();
    }
    if (ended && reading && aborted == null) {
      reading = false;
      next.ended();
    }
    // Whoever saw the negotiation's bytes in the queue waits for this, which came too early.
    if (writable && stream().queued() == 0) {
      next.drained();
    }
  }

  private void closeInLoop() {
    YamuxStream stream = stream();
    discarding = true;
    stream.closeWrite();
    stream.resume();
    if (!stream.isDead()) {
      // A peer that never ends its half must not hold the stream for ever.
      connection.loop().schedule(connection.times().negotiation(), stream::reset);
    }
  }

  private void enqueue(byte[] bytes) {
    YamuxStream stream = stream();
    if (stream.write(ByteBuffer.wrap(bytes))) {
      queuedBytes = stream.queued();
    } else {
      connection.countQueued(-bytes.length);
    }
  }

  /** Whether the negotiation is over and the rest of the bytes is the protocol's. */
  private boolean negotiate(Negotiation present, ByteBuffer bytes) {
    try {
      Outcome outcome = present.feed(bytes);
      if (outcome instanceof Outcome.Pending) {
        return false;
      }
      if (outcome instanceof Outcome.Agreed agreed) {
        stopNegotiation();
        protocol = agreed.protocol();
        if (direction == Connection.Direction.INBOUND) {
          connection.serve(this);
        }
        opening.complete(this);
        return true;
      }
      fail(Reason.UNSUPPORTED, "the peer does not speak " + protocol);
    } catch (MalformedInput e) {
      fail(Reason.PROTOCOL, e.reason());
    }
    return false;
  }

  private void fail(Reason reason, String message) {
    stopNegotiation();
    stream().reset();
    writable = false;
    boolean tell = reading;
    reading = false;
    aborted = message;
    opening.completeExceptionally(new HostException(reason, message));
    if (listener != null && tell) {
      listener.aborted(message);
    }
  }

  private void stopNegotiation() {
    negotiation = null;
    if (deadline != null) {
      deadline.cancel();
      deadline = null;
    }
  }

  private YamuxStream stream() {
    YamuxStream present = yamux;
    if (present == null) {
      throw new IllegalStateException("the stream has not begun");
    }
    return present;
  }
}
