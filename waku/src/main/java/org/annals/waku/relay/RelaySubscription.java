package org.annals.waku.relay;

/** A listener's place on a pubsub topic. The topic is left when its last one is closed. */
public interface RelaySubscription extends AutoCloseable {
  /** Ends it. Idempotent. */
  @Override
  void close();
}
