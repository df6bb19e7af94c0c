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

  /** All that was queued has gone to the network, after at least one write did not at once. */
  default void drained() {}
}
