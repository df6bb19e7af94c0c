package org.annals.waku.gossipsub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.annals.waku.host.peer.PeerId;

/**
 * What the parts of {@link Gossip} share. Maps keep their order, so that a run is a function of its
 * inputs and the random generator. Not thread-safe.
 */
final class GossipState {
  final GossipParameters parameters;
  final Map<PeerId, Peer> peers = new LinkedHashMap<>();

  /** Topics that this node subscribes to, with the peers of their mesh. */
  final Map<String, Set<PeerId>> meshes = new TreeMap<>();

  /** Other topics that it published to. */
  final Map<String, Fanout> fanouts = new HashMap<>();

  final Backoffs backoffs;
  final SeenIds seen;
  final MessageCache cache;
  final Promises promises;
  final Tally tally = new Tally();
  private final LongSupplier ticker;
  private final RandomGenerator random;

  /** Peers that get messages of a topic that this node does not subscribe to. */
  static final class Fanout {
    final Set<PeerId> peers = new LinkedHashSet<>();
    long lastPublished;
  }

  /** Running counts. */
  static final class Tally {
    long delivered;
    long duplicates;
    long rejected;
    long foreign;
    long published;
    long served;
    long refusedGrafts;
    long overLimit;
  }

  GossipState(GossipParameters parameters, LongSupplier ticker, RandomGenerator random) {
    this.parameters = parameters;
    this.ticker = ticker;
    this.random = random;
    GossipLimits limits = parameters.limits();
    this.backoffs = new Backoffs(limits.backoffs());
    this.seen = new SeenIds(parameters.times().seen().toNanos(), limits.seenIds());
    this.cache =
        new MessageCache(
            parameters.historyLength(), parameters.historyGossip(), limits.cachedBytes());
    this.promises =
        new Promises(
            parameters.times().promise().toNanos(), limits.promises(), limits.asksPerMessage());
  }

  long now() {
    return ticker.getAsLong();
  }

  long after(Duration duration) {
    return now() + duration.toNanos();
  }

  /** Peers that can be written to and subscribe to a topic. */
  List<Peer> subscribers(String topic) {
    List<Peer> found = new ArrayList<>();
    for (Peer peer : peers.values()) {
      if (peer.writable && peer.subscribes(topic)) {
        found.add(peer);
      }
    }
    return found;
  }

  /** In an order that nobody can foresee. */
  <T> List<T> shuffled(Collection<T> items) {
    List<T> list = new ArrayList<>(items);
    for (int i = list.size() - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      T other = list.get(j);
      list.set(j, list.get(i));
      list.set(i, other);
    }
    return list;
  }
}
