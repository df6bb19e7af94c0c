package org.annals.quota;

/**
 * One stream of bytes between this node and a peer, with the levels at which bandwidth is shared:
 * first between communities, then between chunks, then between peers.
 *
 * @param account the community
 * @param chunk names the chunk within the community
 * @param peer names the connection within the chunk
 */
public record Flow(Account account, String chunk, String peer) {}
