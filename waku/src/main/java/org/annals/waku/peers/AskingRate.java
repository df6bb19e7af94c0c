package org.annals.waku.peers;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.annals.waku.host.peer.PeerId;

/**
 * How often each peer may ask: a token bucket each, which outlives the connection. Bounded by
 * count: beyond it the peer that asked least recently is forgotten. Not thread-safe.
 */
final class AskingRate {
  private static final int MAX_PEERS = 1024;

  private final int burst;
  private final long refillNanos;
  private final Map<PeerId, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  private record Bucket(long tokens, long since) {}

  /**
   * A rate.
   *
   * @param burst questions at once
   * @param refill time after which one more may be asked
   */
  AskingRate(int burst, Duration refill) {
    this.burst = burst;
    this.refillNanos = refill.toNanos();
  }

  /** Whether the peer may ask now; if so, this counts. */
  boolean take(PeerId peer, long now) {
    Bucket bucket = buckets.get(peer);
    if (bucket == null) {
      bucket = new Bucket(burst, now);
    }
    long refilled = (now - bucket.since) / refillNanos;
    long tokens = Math.min(burst, bucket.tokens + refilled);
    boolean granted = tokens > 0;
    buckets.put(peer, new Bucket(granted ? tokens - 1 : 0, bucket.since + refilled * refillNanos));
    if (buckets.size() > MAX_PEERS) {
      Iterator<PeerId> oldest = buckets.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    return granted;
  }
}
