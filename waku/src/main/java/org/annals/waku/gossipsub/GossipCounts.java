package org.annals.waku.gossipsub;

/**
 * What a {@link Gossip} has seen since it was made.
 *
 * @param delivered new valid messages
 * @param duplicates messages that had been seen
 * @param rejected messages refused by the validator or for their size
 * @param foreign messages of topics that are not subscribed
 * @param published own messages
 * @param served messages sent because a peer asked
 * @param refusedGrafts GRAFTs answered by PRUNE
 * @param overLimit entries of peers ignored because of a limit
 */
public record GossipCounts(
    long delivered,
    long duplicates,
    long rejected,
    long foreign,
    long published,
    long served,
    long refusedGrafts,
    long overLimit) {}
