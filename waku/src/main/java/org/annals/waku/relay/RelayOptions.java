package org.annals.waku.relay;

import java.time.Duration;
import org.annals.waku.gossipsub.GossipParameters;

/**
 * How relay behaves.
 *
 * @param reopenAfter wait before the outgoing stream is opened again, once, after its reset
 * @param streamGrace time that a peer whose own stream was reset has to open another, before the
 *     connection is given up
 */
public record RelayOptions(
    GossipParameters gossip, Duration reopenAfter, Duration streamGrace, RelayRule rule) {

  /** Waku's parameters, 1 s, 5 s, no rule. */
  public static RelayOptions standard() {
    return new RelayOptions(
        GossipParameters.waku(), Duration.ofSeconds(1), Duration.ofSeconds(5), RelayRule.none());
  }

  /** The same with a rule. */
  public RelayOptions withRule(RelayRule other) {
    return new RelayOptions(gossip, reopenAfter, streamGrace, other);
  }
}
