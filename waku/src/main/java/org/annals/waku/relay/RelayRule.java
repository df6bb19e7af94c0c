package org.annals.waku.relay;

import java.util.Optional;

/**
 * What an application demands of messages beyond being Waku messages; others are neither delivered
 * nor passed on. Called on the host's loop; must be quick.
 */
@FunctionalInterface
public interface RelayRule {
  /** Why the message is refused; empty when it is not. */
  Optional<String> refusal(String pubsubTopic, WakuMessage message);

  /** Takes everything. */
  static RelayRule none() {
    return (topic, message) -> Optional.empty();
  }
}
