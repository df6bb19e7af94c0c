package org.annals.quota;

/**
 * One stream of bytes between this node and a peer, with the levels at which bandwidth is shared:
 * first between communities, then between chunks, then between peers.
 *
 * @param account the community
 * @param chunk names the chunk within the community
 * @param peer names the connection within the chunk
 * @param local whether the peer is in the local network
 */
public record Flow(Account account, String chunk, String peer, boolean local) {

  /** A stream to a peer that is not in the local network. */
  public Flow(Account account, String chunk, String peer) {
    this(account, chunk, peer, false);
  }
}
