package org.annals.waku.relay;

/** Hears messages of one pubsub topic. Called on the host's loop; must return at once. */
@FunctionalInterface
public interface RelayListener {
  /** A message that had not come before. */
  void heard(RelayMessage message);
}
