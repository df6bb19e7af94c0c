package org.annals.waku.host;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.annals.waku.host.peer.Multiaddr;

/**
 * What a peer said of itself with identify. Nothing of it is proven.
 *
 * @param listenAddresses at most 100; those that can be parsed
 * @param protocols at most 200
 * @param observedAddress this host's address as the peer sees it
 */
public record PeerInfo(
    List<Multiaddr> listenAddresses,
    Set<String> protocols,
    Optional<Multiaddr> observedAddress,
    String protocolVersion,
    String agentVersion) {
  public PeerInfo {
    listenAddresses = List.copyOf(listenAddresses);
    protocols = Set.copyOf(protocols);
  }
}
