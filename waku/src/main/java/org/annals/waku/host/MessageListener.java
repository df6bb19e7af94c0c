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

  /**
   * There is room again: all that was queued has been handed to the network, or after a write that
   * was refused as full the connection's queue has gone down. May come without need.
   */
  default void drained() {}
}
