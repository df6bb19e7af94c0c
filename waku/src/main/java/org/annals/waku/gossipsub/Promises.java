package org.annals.waku.gossipsub;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.annals.keys.Digest;

/**
 * Messages that peers were asked for. Asking a few at once keeps one liar from hiding a message;
 * asking no more keeps the copies few. Not thread-safe.
 */
final class Promises {
  private final Map<Digest, Asked> asked = new LinkedHashMap<>();
  private final long waitNanos;
  private final int most;
  private final int mostPerMessage;

  private record Asked(int peers, long since) {}

  Promises(long waitNanos, int most, int mostPerMessage) {
    this.waitNanos = waitNanos;
    this.most = most;
    this.mostPerMessage = mostPerMessage;
  }

  /** Whether one more peer may be asked; if so, counts it. */
  boolean ask(Digest id, long now) {
    Asked before = asked.get(id);
    if (before != null && now - before.since < waitNanos) {
      if (before.peers == mostPerMessage) {
        return false;
      }
      asked.put(id, new Asked(before.peers + 1, before.since));
      return true;
    }
    asked.remove(id);
    if (asked.size() == most) {
      return false;
    }
    asked.put(id, new Asked(1, now));
    return true;
  }

  void kept(Digest id) {
    asked.remove(id);
  }

  void expire(long now) {
    Iterator<Asked> oldest = asked.values().iterator();
    while (oldest.hasNext() && now - oldest.next().since >= waitNanos) {
      oldest.remove();
    }
  }

  int size() {
    return asked.size();
  }
}
