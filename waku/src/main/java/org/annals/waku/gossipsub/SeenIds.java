package org.annals.waku.gossipsub;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.annals.keys.Digest;

/**
 * Ids of things that have come, so that each is taken once. Bounded by time and by count: beyond it
 * the oldest are forgotten. Not thread-safe.
 */
public final class SeenIds {
  private final Map<Digest, Long> firstSeen = new LinkedHashMap<>();
  private final long ttlNanos;
  private final int most;

  /** An empty set that forgets after so many nanoseconds, or ids. */
  public SeenIds(long ttlNanos, int most) {
    this.ttlNanos = ttlNanos;
    this.most = most;
  }

  /** Whether the id is new; it is not, from now on. */
  public boolean add(Digest id, long now) {
    if (contains(id, now)) {
      return false;
    }
    firstSeen.remove(id);
    firstSeen.put(id, now);
    if (firstSeen.size() > most) {
      Iterator<Digest> oldest = firstSeen.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    return true;
  }

  boolean contains(Digest id, long now) {
    Long at = firstSeen.get(id);
    return at != null && now - at < ttlNanos;
  }

  void expire(long now) {
    Iterator<Long> times = firstSeen.values().iterator();
    while (times.hasNext() && now - times.next() >= ttlNanos) {
      times.remove();
    }
  }

  int size() {
    return firstSeen.size();
  }
}
