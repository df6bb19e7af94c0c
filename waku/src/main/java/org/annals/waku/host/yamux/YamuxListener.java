package org.annals.waku.host.yamux;

/** Hears of a session. */
public interface YamuxListener {
  /** The other side has opened a stream; a reader must be set before this returns. */
  void opened(YamuxStream stream);

  /** Our ping was answered. */
  default void pong(int opaque) {}

  /** The other side will take no new streams. */
  default void goingAway() {}
}
