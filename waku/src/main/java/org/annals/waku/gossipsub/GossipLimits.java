package org.annals.waku.gossipsub;

/**
 * Bounds on what others can make this node hold, send or compute.
 *
 * @param messageBytes longest message taken or published
 * @param foreignTopics topics kept per peer beside those that this node subscribes to
 * @param seenIds message ids remembered
 * @param cachedBytes bytes of messages kept for those who ask
 * @param backoffs pairs of topic and peer under backoff
 * @param ihavesPerHeartbeat IHAVE entries heard from one peer
 * @param idsPerHeartbeat ids asked from, announced to and looked up for one peer
 * @param retransmissions times that one peer gets the same message for asking
 * @param promises messages that are waited for at once
 * @param asksPerMessage peers asked for the same message at once
 * @param prunesPerHeartbeat refusals that one peer's GRAFTs can cause
 * @param servedBytesPerHeartbeat bytes that one peer gets for asking
 */
public record GossipLimits(
    int messageBytes,
    int foreignTopics,
    int seenIds,
    long cachedBytes,
    int backoffs,
    int ihavesPerHeartbeat,
    int idsPerHeartbeat,
    int retransmissions,
    int promises,
    int asksPerMessage,
    int prunesPerHeartbeat,
    long servedBytesPerHeartbeat) {

  /** The values used in operation. */
  public static GossipLimits standard() {
    return new GossipLimits(
        RpcCodec.MAX_RPC_BYTES - 1024,
        50,
        65_536,
        16L << 20,
        4096,
        10,
        5000,
        3,
        10_000,
        3,
        20,
        4L << 20);
  }
}
