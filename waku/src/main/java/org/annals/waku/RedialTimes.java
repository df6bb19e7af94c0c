package org.annals.waku;

import java.time.Duration;

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
}
