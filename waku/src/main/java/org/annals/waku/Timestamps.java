package org.annals.waku;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Nanoseconds since 1970, never the same twice: relays drop bytes that they have seen, so that two
 * messages with one content must differ in time. Thread-safe.
 */
final class Timestamps {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final Clock clock;
  private final AtomicLong last = new AtomicLong();

  Timestamps(Clock clock) {
    this.clock = clock;
  }

  /** Now, or one more than the last one. */
  long next() {
    Instant now = clock.instant();
    long nanos = now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
    return last.updateAndGet(before -> Math.max(nanos, before + 1));
  }

  /** The moment that a timestamp means, whatever it is. */
  static Instant moment(long nanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
  }
}
