package org.annals.waku;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses between attempts to reach a peer: each twice the one before, and a random part of it less.
 *
 * @param first after the first failure
 * @param longest never longer
 * @param stable a connection that lived this long begins anew with the first pause
 */
public record RedialTimes(Duration first, Duration longest, Duration stable) {
  /** 1 s, 5 min, 30 s. */
  public static RedialTimes standard() {
    return new RedialTimes(Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofSeconds(30));
  }

  /**
   * Half to all of the first pause, doubled for each failure beyond the first, up to the longest.
   */
  Duration pause(int failures, RandomGenerator random) {
    long full = first.toMillis();
    for (int i = 1; i < failures && full < longest.toMillis(); i++) {
      full *= 2;
    }
    full = Math.min(full, longest.toMillis());
    return Duration.ofMillis(full / 2 + random.nextLong(full / 2 + 1));
  }
}
