package org.annals.waku.gossipsub;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.annals.waku.host.peer.PeerId;

/**
 * What follows from one event. Immutable.
 *
 * @param outgoing at most one RPC for each peer, to be split by {@link RpcSplitter} and sent in
 *     order
 * @param deliveries messages that this node had not seen and that are valid
 */
public record Effects(List<Outgoing> outgoing, List<Delivery> deliveries) {
  /** Nothing follows. */
  public static final Effects NONE = new Effects(List.of(), List.of());

  /** Copies the lists. */
  public Effects {
    outgoing = List.copyOf(outgoing);
    deliveries = List.copyOf(deliveries);
  }

  /** To be sent. */
  public record Outgoing(PeerId to, Rpc rpc) {}

  /**
   * Arrived.
   *
   * @param from the neighbour that brought it, who need not be its author
   */
  public record Delivery(PeerId from, GossipMessage message) {}

  /** Collects what follows. Not thread-safe. */
  static final class Collector {
    private final Map<PeerId, Rpc.Builder> outgoing = new LinkedHashMap<>();
    private final List<Delivery> deliveries = new ArrayList<>();

    Rpc.Builder to(PeerId peer) {
      return outgoing.computeIfAbsent(peer, ignored -> new Rpc.Builder());
    }

    void deliver(PeerId from, GossipMessage message) {
      deliveries.add(new Delivery(from, message));
    }

    Effects effects() {
      List<Outgoing> rpcs = new ArrayList<>(outgoing.size());
      outgoing.forEach((peer, rpc) -> rpcs.add(new Outgoing(peer, rpc.build())));
      return new Effects(rpcs, deliveries);
    }
  }
}
