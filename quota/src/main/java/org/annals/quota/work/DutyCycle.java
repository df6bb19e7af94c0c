package org.annals.quota.work;

import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps the processor time of all who work together at a share of time: a bucket of processor time
 * fills at that share, work takes from it afterwards, and whoever finds it overdrawn waits until it
 * is not.
 *
 * <ul>
 *   <li>Over any time much longer than a step, work takes the share, whatever the steps' length.
 *   <li>Work that was not done is not saved up beyond {@link #BURST_NANOS}.
 * </ul>
 *
 * <p>Thread-safe.
 */
final class DutyCycle {
  /** Processor time that an idle while leaves for the next work. */
  static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final LongSupplier ticker;
  private OptionalInt percent = OptionalInt.empty();
  private long credit = BURST_NANOS;
  private long filled;

  /**
   * A cycle without a limit.
   *
   * @param ticker monotonic nanoseconds
   */
  DutyCycle(LongSupplier ticker) {
    this.ticker = ticker;
    this.filled = ticker.getAsLong();
  }

  /** Another share, of one core; empty: no limit. Holds at once, debts are forgotten. */
  synchronized void percent(OptionalInt share) {
    percent = share;
    credit = BURST_NANOS;
    filled = ticker.getAsLong();
  }

  /** Counts work that was done and says for how many nanoseconds to wait before more. */
  synchronized long worked(long cpuNanos) {
    if (percent.isEmpty()) {
      return 0;
    }
    long now = ticker.getAsLong();
    double share = percent.getAsInt() / 100.0;
    credit = Math.min(BURST_NANOS, credit + (long) ((now - filled) * share) - cpuNanos);
    filled = now;
    return credit >= 0 ? 0 : (long) Math.ceil(-credit / share);
  }
}
