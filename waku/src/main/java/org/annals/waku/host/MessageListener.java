package org.annals.waku.host;

/** Receives length-prefixed messages of a stream. Called on the loop; must return at once. */
public interface MessageListener {

  /** A whole message; the array belongs to the receiver. */
  void message(byte[] message);

  /** The peer has closed its half, between two messages. */
  void ended();

  /**
   * The stream is dead: reset, connection gone, a message longer than allowed, or its end within a
   * message.
   */
  void aborted(String reason);

  /** All that was queued has gone to the network, after at least one write did not at once. */
  default void drained() {}
}
