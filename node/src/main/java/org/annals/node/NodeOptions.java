package org.annals.node;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the command line of a node says. Anything left out comes from the home's settings, then from
 * the defaults of DESIGN section 7: every address, Waku port 60000, torrent port 6891, shard 16/32.
 *
 * @param listen address on which both ports listen
 * @param torrentPort 0 for any free port, which is then kept
 * @param wakuPort 0 for any free port, which is then kept
 * @param peers multiaddrs of Waku nodes to stay connected to, beside those of invites
 * @param shard {@code CLUSTER/N}
 * @param dht whether the distributed hash table may be used, where strangers can find this node
 */
public record NodeOptions(
    Optional<InetAddress> listen,
    OptionalInt torrentPort,
    OptionalInt wakuPort,
    List<String> peers,
    Optional<String> shard,
    boolean dht) {
  public NodeOptions {
    peers = List.copyOf(peers);
  }
}
