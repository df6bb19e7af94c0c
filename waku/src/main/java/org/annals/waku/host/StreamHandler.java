package org.annals.waku.host;

/** Serves a protocol. */
@FunctionalInterface
public interface StreamHandler {
  /** A peer has opened a stream. Called on the loop; is expected to call {@link Stream#listen}. */
  void opened(Stream stream);
}
