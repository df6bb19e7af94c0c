package org.annals.waku.host.yamux;

import java.nio.ByteBuffer;

/** Receives what comes on a stream. */
public interface YamuxReader {
  /**
   * The next bytes, valid within the call. What is not taken is kept and comes again, if the stream
   * was paused meanwhile; else it counts as taken.
   */
  void data(ByteBuffer bytes);

  /** The other side has closed its half. */
  void ended();

  /** The stream is dead, not by a reset of one's own. */
  void aborted(String reason);

  /** The last queued byte was handed to the output. */
  default void drained() {}

  /** So many queued bytes were handed to the output, or dropped with the stream. */
  default void released(int bytes) {}
}
