package org.annals.waku.host;

import java.nio.ByteBuffer;

/** Receives what comes on a stream. Called on the loop; must return at once. */
public interface StreamListener {

  /**
   * The next bytes. The buffer is only valid within the call; all of it counts as consumed, and the
   * peer may send as much again.
   */
  void data(ByteBuffer bytes);

  /** The peer has closed its half; nothing more will come. */
  void ended();

  /**
   * The stream is dead: reset by the peer, or its connection is gone. Not called after a reset of
   * one's own.
   */
  void aborted(String reason);

  /**
   * There is room again: all that was queued has been handed to the network, or after a write that
   * was refused as full the connection's queue has gone down. May come without need.
   */
  default void drained() {}
}
