package org.annals.waku.host.loop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A connected TCP socket on a loop. Writes are queued and leave together at the end of the turn.
 * For the loop's thread only, but for the counters.
 */
public final class TcpSocket implements EventLoop.ChannelHandler {
  private static final int MAX_READS_PER_TURN = 4;
  private static final int MAX_GATHER = 64;

  private final EventLoop loop;
  private final SocketChannel channel;
  private final InetSocketAddress remote;
  private final SelectionKey key;
  private final ArrayDeque<ByteBuffer> output = new ArrayDeque<>();
  private SocketListener listener = SocketListener.NONE;
  private long pending;
  private long lastProgress;
  private boolean flushPlanned;
  private boolean blocked;
  private boolean closed;
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong sent = new AtomicLong();

  private TcpSocket(EventLoop loop, SocketChannel channel) throws IOException {
    this.loop = loop;
    this.channel = channel;
    this.remote = (InetSocketAddress) channel.getRemoteAddress();
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    this.key = loop.register(channel, SelectionKey.OP_READ, this);
  }

  /**
   * Takes over a connected channel; a listener is to be set before the turn of the loop ends.
   *
   * @throws IOException when it is not connected any more
   */
  public static TcpSocket open(EventLoop loop, SocketChannel channel) throws IOException {
    TcpSocket socket = new TcpSocket(loop, channel);
    socket.lastProgress = loop.nanoTime();
    return socket;
  }

  /** Sets who hears of this socket from now on. */
  public void listener(SocketListener next) {
    this.listener = next;
  }

  /** The other end. */
  public InetSocketAddress remoteAddress() {
    return remote;
  }

  /** Queues bytes; the buffer belongs to the socket from now on. */
  public void write(ByteBuffer bytes) {
    if (closed) {
      return;
    }
    if (pending == 0) {
      lastProgress = loop.nanoTime();
    }
    output.add(bytes);
    pending += bytes.remaining();
    if (!flushPlanned && !blocked) {
      flushPlanned = true;
      loop.atEndOfTurn(this::flushPlanned);
    }
  }

  /** Bytes that wait for the network. */
  public long pending() {
    return pending;
  }

  /** Nanoseconds since bytes left, or since they began to wait; 0 when none wait. */
  public long stalledNanos() {
    return pending == 0 ? 0 : loop.nanoTime() - lastProgress;
  }

  /** Stops or goes on with reading. */
  public void reading(boolean on) {
    interest(SelectionKey.OP_READ, on);
  }

  /** Bytes read so far. Any thread. */
  public long received() {
    return received.get();
  }

  /** Bytes written so far. Any thread. */
  public long sent() {
    return sent.get();
  }

  /** Sends what it can at once, then closes. Idempotent; the listener is not called. */
  public void close() {
    if (closed) {
      return;
    }
    try {
      drain();
    } catch (IOException e) {
      // It is being closed; who is told, and why, was decided before.
      output.clear();
    }
    closed = true;
    output.clear();
    pending = 0;
    key.cancel();
    try {
      channel.close();
    } catch (IOException e) {
      listener.closeFailed(e);
    }
  }

  @Override
  public void ready(int operations) {
    if ((operations & SelectionKey.OP_WRITE) != 0) {
      flush();
    }
    if ((operations & SelectionKey.OP_READ) != 0) {
      read();
    }
  }

  @Override
  public void failed(String reason) {
    lost(reason);
  }

  private void read() {
    for (int i = 0; i < MAX_READS_PER_TURN && !closed; i++) {
      if ((key.interestOps() & SelectionKey.OP_READ) == 0) {
        return;
      }
      ByteBuffer buffer = loop.readBuffer();
      int count;
      try {
        count = channel.read(buffer);
      } catch (IOException e) {
        lost("connection broke: " + e.getMessage());
        return;
      }
      if (count < 0) {
        lost("the peer hung up");
        return;
      }
      if (count == 0) {
        return;
      }
      received.addAndGet(count);
      loop.countReceived(count);
      listener.received(buffer.flip());
      if (count < buffer.capacity()) {
        return;
      }
    }
  }

  private void flushPlanned() {
    flushPlanned = false;
    flush();
  }

  private void flush() {
    if (closed) {
      return;
    }
    try {
      drain();
    } catch (IOException e) {
      lost("connection broke: " + e.getMessage());
      return;
    }
    blocked = pending > 0;
    interest(SelectionKey.OP_WRITE, blocked);
    listener.progressed();
  }

  private void drain() throws IOException {
    while (!output.isEmpty()) {
      ByteBuffer[] some = output.stream().limit(MAX_GATHER).toArray(ByteBuffer[]::new);
      long count = channel.write(some);
      if (count > 0) {
        pending -= count;
        sent.addAndGet(count);
        loop.countSent(count);
        lastProgress = loop.nanoTime();
      }
      while (!output.isEmpty() && !output.element().hasRemaining()) {
        output.remove();
      }
      if (some[some.length - 1].hasRemaining()) {
        return;
      }
    }
  }

  private void interest(int operation, boolean on) {
    if (!closed && key.isValid()) {
      int now = key.interestOps();
      int wanted = on ? now | operation : now & ~operation;
      if (wanted != now) {
        key.interestOps(wanted);
      }
    }
  }

  private void lost(String reason) {
    if (!closed) {
      close();
      listener.closed(reason);
    }
  }
}
