package org.annals.waku.gossipsub;

import java.time.Duration;

/**
 * Numbers of gossipsub (v1.0 "Parameters", v1.1). Both ends of a mesh may differ in all of them.
 *
 * @param degree how many mesh peers to have per topic
 * @param historyLength heartbeats during which a message can be asked for
 * @param historyGossip of these, how many are announced
 * @param limits what one peer may cost
 */
public record GossipParameters(
    Degree degree,
    int historyLength,
    int historyGossip,
    boolean floodPublish,
    Times times,
    GossipLimits limits) {

  /**
   * Mesh sizes.
   *
   * @param target D
   * @param low D_lo: below, peers are grafted
   * @param high D_hi: above, peers are pruned
   * @param outbound D_out: so many mesh peers at least were dialled by this node
   * @param lazy D_lazy: so many others at least hear what is there
   * @param gossipFactor share of the others that hear it, 0 to 1
   */
  public record Degree(
      int target, int low, int high, int outbound, int lazy, double gossipFactor) {}

  /**
   * Times.
   *
   * @param heartbeat between two calls of {@link Gossip#heartbeat}
   * @param fanout after the last own message to a topic that is not subscribed
   * @param seen for which the same bytes are not taken again
   * @param pruneBackoff for which two peers do not graft each other after a prune
   * @param unsubscribeBackoff the same after this node left the topic
   * @param promise for which a message that was asked for is waited for
   */
  public record Times(
      Duration heartbeat,
      Duration fanout,
      Duration seen,
      Duration pruneBackoff,
      Duration unsubscribeBackoff,
      Duration promise) {}

  /** What nwaku runs with, and RFC 29 asks for. */
  public static GossipParameters waku() {
    return new GossipParameters(
        new Degree(6, 4, 8, 3, 6, 0.25),
        6,
        3,
        true,
        new Times(
            Duration.ofSeconds(1),
            Duration.ofSeconds(60),
            Duration.ofSeconds(120),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofSeconds(3)),
        GossipLimits.standard());
  }

  /** The same, with own messages going to the mesh only. */
  public GossipParameters withoutFloodPublish() {
    return new GossipParameters(degree, historyLength, historyGossip, false, times, limits);
  }

  /** The same with other limits. */
  public GossipParameters withLimits(GossipLimits other) {
    return new GossipParameters(degree, historyLength, historyGossip, floodPublish, times, other);
  }
}
