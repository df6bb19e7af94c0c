package org.annals.waku.host;

/** Hears of connections. Called on the loop, in order; must return at once. */
public interface HostListener {

  /** A connection is up: authenticated and multiplexed. */
  default void connected(Connection connection) {}

  /** The peer has told about itself, for the first time or anew. */
  default void identified(Connection connection, PeerInfo info) {}

  /** A connection that was up is gone; its streams have been aborted. */
  default void disconnected(Connection connection, String reason) {}
}
