package org.annals.quota.rate;

import java.util.concurrent.TimeUnit;

/**
 * A rate limit: a token bucket with a peak rate (RFC 2215, 3.6). Over any time it gives at most
 *
 * <ul>
 *   <li>what the rate brings in that time, and in 150 ms more: pauses up to these are made up for,
 *       and ten seconds never have more than 1.015 of the limit;
 *   <li>what 1.03 of the rate bring in that time, and in 40 ms more: what is made up for comes
 *       spread out, and no second has more than 1.072 of the limit.
 * </ul>
 *
 * <p>Where two blocks are more than the 150 or 40 ms bring, they take their place: else a block
 * would never fit. Starts empty. Not thread-safe.
 */
final class Bucket {
  private static final long STEADY_BURST = TimeUnit.MILLISECONDS.toNanos(150);
  private static final long PEAK_BURST = TimeUnit.MILLISECONDS.toNanos(40);
  private static final int PEAK_PERCENT = 103;

  private final Credit steady;
  private final Credit peak;

  Bucket(long rate, long now) {
    this.steady = new Credit(STEADY_BURST, now);
    this.peak = new Credit(PEAK_BURST, now);
    change(rate, now);
  }

  /** Another rate from now on; credit stays as far as the bucket then holds it. */
  void change(long bytesPerSecond, long now) {
    steady.change(bytesPerSecond, now);
    peak.change(bytesPerSecond * PEAK_PERCENT / 100, now);
  }

  /** Adds what has come since the last time. */
  void refill(long now) {
    steady.refill(now);
    peak.refill(now);
  }

  /** Whether a question may be granted, as of the last refill. */
  boolean holds(int bytes) {
    return steady.holds(bytes) && peak.holds(bytes);
  }

  /** How long until it may; {@link Long#MAX_VALUE} when never. */
  long nanosUntil(int bytes) {
    return Math.max(steady.nanosUntil(bytes), peak.nanosUntil(bytes));
  }

  void take(int bytes) {
    steady.take(bytes);
    peak.take(bytes);
  }

  /** How much may be taken ahead of questions. */
  long lendable() {
    return Math.min(steady.lendable(), peak.lendable());
  }

  /** The rest of what was taken ahead comes back; the bucket is refilled. */
  void settle(int rest, int used, long now) {
    steady.settle(rest, used, now);
    peak.settle(rest, used, now);
  }

  /** What was taken has not been used. */
  void giveBack(int bytes) {
    steady.giveBack(bytes);
    peak.giveBack(bytes);
  }
}
