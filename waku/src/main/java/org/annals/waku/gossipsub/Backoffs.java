package org.annals.waku.gossipsub;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.annals.waku.host.peer.PeerId;

/**
 * Pairs of topic and peer that must not graft each other for a while (v1.1 "Prune backoff").
 * Outlives the connection, because a peer that comes back too early is penalized by others. Bounded
 * by count: beyond it the pair that was added first is forgotten. Not thread-safe.
 */
final class Backoffs {
  private final Map<Pair, Long> until = new LinkedHashMap<>();
  private final int most;

  private record Pair(String topic, PeerId peer) {}

  Backoffs(int most) {
    this.most = most;
  }

  /** Begins or prolongs; never shortens. */
  void hold(String topic, PeerId peer, long untilNanos) {
    Pair pair = new Pair(topic, peer);
    Long present = until.remove(pair);
    until.put(pair, present == null || untilNanos - present > 0 ? untilNanos : present);
    if (until.size() > most) {
      Iterator<Pair> first = until.keySet().iterator();
      first.next();
      first.remove();
    }
  }

  boolean holds(String topic, PeerId peer, long now) {
    Long end = until.get(new Pair(topic, peer));
    return end != null && end - now > 0;
  }

  /** Forgets what ended this long ago. */
  void expire(long now, long slackNanos) {
    until.values().removeIf(end -> now - end >= slackNanos);
  }

  int size() {
    return until.size();
  }
}
