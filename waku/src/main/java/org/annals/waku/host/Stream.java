package org.annals.waku.host;

import org.annals.waku.host.codec.LengthPrefix;
import org.annals.waku.host.peer.PeerId;

/**
 * A two-way stream of bytes within a connection, of one protocol.
 *
 * <ul>
 *   <li>Nothing is delivered before {@link #listen}; what comes earlier waits, bounded by the
 *       stream's window.
 *   <li>Writing never blocks. Bytes of one stream arrive in the order of the calls.
 *   <li>The stream is over when both sides have closed their half, or at a reset.
 * </ul>
 *
 * <p>Thread-safe.
 */
public interface Stream {

  /** The protocol id that both sides agreed upon. */
  String protocol();

  /** The connection that carries the stream. */
  Connection connection();

  /** Who opened it. */
  Connection.Direction direction();

  /** The authenticated peer at the other end. */
  default PeerId remotePeer() {
    return connection().remotePeer();
  }

  /**
   * Begins the delivery of inbound bytes. To be called once.
   *
   * @throws IllegalStateException when there is a listener already
   */
  void listen(StreamListener listener);

  /**
   * Stops the delivery until {@link #resume}. The peer is held back by its window; what it may
   * still send is kept.
   */
  void pause();

  /** Goes on with the delivery. */
  void resume();

  /**
   * Queues bytes. The array belongs to the stream from now on and must not be changed.
   *
   * @return what became of all of them; a part is never queued alone
   */
  WriteOutcome write(byte[] bytes, Importance importance);

  /** Queues one message behind its varint length. */
  default WriteOutcome writeMessage(byte[] message, Importance importance) {
    return write(LengthPrefix.frame(message), importance);
  }

  /** Bytes of this stream that wait to be sent. */
  long queuedBytes();

  /** Ends the own half after what is queued. Further writes are refused. Idempotent. */
  void closeWrite();

  /**
   * Ends the own half and drops what still comes: for those who have read all they want.
   * Idempotent.
   */
  void close();

  /** Kills both directions at once. The own listener hears nothing more. Idempotent. */
  void reset();

  /** Whether writing is still possible. */
  boolean isWritable();

  /** Whether inbound bytes may still be delivered: false after the end, a close or a reset. */
  boolean isReading();

  /** What may happen to bytes when the peer reads too slowly. */
  enum Importance {
    /** May be refused as {@link WriteOutcome#FULL}. */
    DROPPABLE,
    /** Is queued beyond the limit; too much of it closes the connection. */
    CONTROL
  }

  /** What became of a write. */
  enum WriteOutcome {
    /** Will be sent unless the stream is reset. */
    QUEUED,
    /** Dropped: the peer has not taken what is queued. */
    FULL,
    /** Dropped: the own half, the stream or the connection is closed. */
    CLOSED
  }
}
