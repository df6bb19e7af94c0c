package org.annals.waku.host.yamux;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a session. Its flow-control windows are exact: what the reader has not taken is not
 * granted again, and no byte is sent without a grant.
 */
public final class YamuxStream {
  private static final int MAX_DATA_FRAME = 32 << 10;

  private final YamuxSession session;
  private final int id;
  private final boolean outbound;
  private final ArrayDeque<ByteBuffer> sendQueue = new ArrayDeque<>();
  private final ArrayDeque<ByteBuffer> receiveQueue = new ArrayDeque<>();
  private @Nullable YamuxReader reader;
  private long sendWindow = Frame.INITIAL_WINDOW;
  private int receiveWindow = Frame.INITIAL_WINDOW;
  private int taken;
  private long queued;
  private int waiting;
  private boolean paused;
  private boolean closing;
  private boolean finSent;
  private boolean finReceived;
  private boolean endTold;
  private boolean dead;
  private boolean delivering;
  boolean inPumpQueue;

  YamuxStream(YamuxSession session, int id, boolean outbound) {
    this.session = session;
    this.id = id;
    this.outbound = outbound;
  }

  /** The number within the session. */
  public int id() {
    return id;
  }

  /** Whether this side opened it. */
  public boolean isOutbound() {
    return outbound;
  }

  /** Sets who receives; to be done before the session goes on. */
  public void reader(YamuxReader next) {
    reader = next;
  }

  /** Whether nothing can come or go any more. */
  public boolean isDead() {
    return dead;
  }

  /** Bytes that wait to be sent. */
  public long queued() {
    return queued;
  }

  /** Queues bytes; false when the own half is closed. The buffer belongs to the stream from now. */
  public boolean write(ByteBuffer bytes) {
    if (dead || closing) {
      return false;
    }
    if (bytes.hasRemaining()) {
      queued += bytes.remaining();
      sendQueue.add(bytes);
      session.wantsToSend(this);
    }
    return true;
  }

  /** Closes the own half after what is queued. Idempotent. */
  public void closeWrite() {
    if (!dead && !closing) {
      closing = true;
      session.wantsToSend(this);
    }
  }

  /** Kills the stream on both sides. Idempotent; the reader is not called. */
  public void reset() {
    if (!dead) {
      session.control(Frame.WINDOW_UPDATE, Frame.RST, id, 0);
      die();
    }
  }

  /** Holds delivery back. */
  public void pause() {
    paused = true;
  }

  /** Delivers what waited, then what comes. */
  public void resume() {
    paused = false;
    if (!delivering) {
      deliverWaiting();
    }
  }

  // ---- called by the session -------------------------------------------------------------------

  /** Takes a frame's claim; false when it exceeds what was granted. */
  boolean claim(long length) {
    if (length > receiveWindow) {
      return false;
    }
    receiveWindow -= (int) length;
    return true;
  }

  /** A piece of a Data frame. */
  void received(ByteBuffer piece) {
    if (dead || finReceived) {
      return;
    }
    if (paused || delivering || !receiveQueue.isEmpty()) {
      keep(piece);
    } else {
      deliver(piece);
      if (piece.hasRemaining() && !dead) {
        keep(piece);
      }
    }
  }

  void receivedFin() {
    finReceived = true;
    tellEnd();
    buryIfOver();
  }

  void receivedReset(String reason) {
    if (!dead) {
      die();
      reader().aborted(reason);
    }
  }

  /** False when the window would exceed what any honest side grants. */
  boolean granted(long increment) {
    sendWindow += increment;
    if (sendWindow > 0xffffffffL) {
      return false;
    }
    if (increment > 0 && queued > 0) {
      session.wantsToSend(this);
    }
    return true;
  }

  /** Sends one frame if it may; true when there is more that may go now. */
  boolean sendOne() {
    if (dead) {
      return false;
    }
    int length = (int) Math.min(MAX_DATA_FRAME, Math.min(queued, sendWindow));
    if (length > 0) {
      sendData(length);
    }
    if (!dead && closing && !finSent && queued == 0) {
      finSent = true;
      session.control(Frame.WINDOW_UPDATE, Frame.FIN, id, 0);
      buryIfOver();
    }
    return !dead && queued > 0 && sendWindow > 0;
  }

  private void sendData(int length) {
    session.control(Frame.DATA, 0, id, length);
    sendWindow -= length;
    queued -= length;
    int left = length;
    while (left > 0) {
      ByteBuffer head = sendQueue.element();
      int take = Math.min(left, head.remaining());
      session.output().write(head.slice(head.position(), take));
      head.position(head.position() + take);
      left -= take;
      if (!head.hasRemaining()) {
        sendQueue.remove();
      }
    }
    reader().released(length);
    if (queued == 0 && !dead) {
      reader().drained();
    }
  }

  private void deliver(ByteBuffer piece) {
    int before = piece.remaining();
    delivering = true;
    try {
      reader().data(piece);
    } finally {
      delivering = false;
    }
    if (!paused) {
      piece.position(piece.limit());
    }
    grantTaken(before - piece.remaining());
  }

  private void deliverWaiting() {
    while (!paused && !dead && !receiveQueue.isEmpty()) {
      ByteBuffer head = receiveQueue.element();
      int before = head.remaining();
      deliver(head);
      if (dead) {
        return;
      }
      int used = before - head.remaining();
      waiting -= used;
      session.buffered(-used);
      if (!head.hasRemaining()) {
        receiveQueue.remove();
      }
    }
    tellEnd();
    buryIfOver();
  }

  private void keep(ByteBuffer piece) {
    int length = piece.remaining();
    if (!session.mayBuffer(length)) {
      reset();
      reader().aborted("too much was waiting to be read");
      return;
    }
    // The session's buffer is used again after the call, so what waits must be copied.
    receiveQueue.add(ByteBuffer.allocate(length).put(piece).flip());
    waiting += length;
    session.buffered(length);
    if (!paused && !delivering) {
      deliverWaiting();
    }
  }

  private void grantTaken(int bytes) {
    taken += bytes;
    if (taken >= Frame.INITIAL_WINDOW / 2 && !dead && !finReceived) {
      session.control(Frame.WINDOW_UPDATE, 0, id, taken);
      receiveWindow += taken;
      taken = 0;
    }
  }

  private void tellEnd() {
    if (finReceived && !endTold && !dead && receiveQueue.isEmpty() && !delivering) {
      endTold = true;
      reader().ended();
    }
  }

  private void buryIfOver() {
    if (!dead && finSent && endTold) {
      die();
    }
  }

  private void die() {
    dead = true;
    session.buffered(-waiting);
    waiting = 0;
    receiveQueue.clear();
    sendQueue.clear();
    int dropped = (int) queued;
    queued = 0;
    session.forget(this);
    if (dropped > 0) {
      reader().released(dropped);
    }
  }

  private YamuxReader reader() {
    YamuxReader present = reader;
    if (present == null) {
      throw new IllegalStateException("a stream without a reader");
    }
    return present;
  }
}
