package org.annals.node.run;

import java.net.InetAddress;
import java.util.List;
import org.annals.waku.host.peer.Multiaddr;
import org.annals.waku.relay.Shard;

/**
 * Where a node listens and whom it dials.
 *
 * @param listen one address, or the wildcard
 * @param torrentPort 0 for any free one
 * @param wakuPort 0 for any free one
 * @param peers Waku nodes to stay connected to
 * @param dht whether the distributed hash table may be used
 */
public record NetworkOptions(
    InetAddress listen,
    int torrentPort,
    int wakuPort,
    List<Multiaddr> peers,
    Shard shard,
    boolean dht) {
  public NetworkOptions {
    peers = List.copyOf(peers);
  }
}
