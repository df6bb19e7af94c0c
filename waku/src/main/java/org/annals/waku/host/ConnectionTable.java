package org.annals.waku.host;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.annals.waku.host.peer.PeerId;

/**
 * Who is connected, and who may be. Changed on the loop only; {@link #all} and {@link #newest} may
 * be called from any thread.
 */
final class ConnectionTable {
  private final HostLimits limits;
  private final Map<InetAddress, Integer> inboundByAddress = new HashMap<>();
  private int sockets;
  private volatile List<PeerConnection> open = List.of();

  ConnectionTable(HostLimits limits) {
    this.limits = limits;
  }

  /** Whether one more inbound socket may stay; if so it is counted. */
  boolean admitInbound(InetAddress address) {
    int same = inboundByAddress.getOrDefault(address, 0);
    if (sockets >= limits.connections() || same >= limits.connectionsPerAddress()) {
      return false;
    }
    inboundByAddress.put(address, same + 1);
    sockets++;
    return true;
  }

  /** Whether one more dial may begin; if so it is counted. */
  boolean admitOutbound() {
    if (sockets >= limits.connections() + limits.reservedForDials()) {
      return false;
    }
    sockets++;
    return true;
  }

  /** An inbound socket is closed. */
  void releaseInbound(InetAddress address) {
    sockets--;
    inboundByAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
  }

  /** A dialed socket is closed. */
  void releaseOutbound() {
    sockets--;
  }

  /** Adds a connection; gives the one that must go for it, if any. */
  Optional<PeerConnection> add(PeerConnection connection) {
    List<PeerConnection> next = new ArrayList<>(open);
    next.add(connection);
    open = List.copyOf(next);
    List<PeerConnection> same =
        next.stream().filter(c -> c.remotePeer().equals(connection.remotePeer())).toList();
    return same.size() > limits.connectionsPerPeer() ? Optional.of(same.get(0)) : Optional.empty();
  }

  /** Removes a connection; false when it was not there. */
  boolean remove(PeerConnection connection) {
    List<PeerConnection> next = new ArrayList<>(open);
    boolean removed = next.remove(connection);
    open = List.copyOf(next);
    return removed;
  }

  /** Oldest first. */
  List<PeerConnection> all() {
    return open;
  }

  Optional<PeerConnection> newest(PeerId peer) {
    List<PeerConnection> now = open;
    for (int i = now.size() - 1; i >= 0; i--) {
      if (now.get(i).remotePeer().equals(peer) && now.get(i).isOpen()) {
        return Optional.of(now.get(i));
      }
    }
    return Optional.empty();
  }
}
