package org.annals.magnetindex.head;

import java.util.function.LongSupplier;

/**
 * How many false signatures are looked at: 200 at once, then 50 a second. Beyond that announcements
 * pass unchecked and unheeded; true ones come again, by repetition and from neighbours. Keeps a
 * flood from costing more than a few percent of a core.
 *
 * <p>Not thread-safe; its head guards it.
 */
final class CheckBudget {
  static final int BURST = 200;
  private static final long NANOS_PER_CHECK = 1_000_000_000L / 50;

  private final LongSupplier ticker;
  private long left = BURST;
  private long refilled;

  /**
   * A full budget.
   *
   * @param ticker nanoseconds, monotonic
   */
  CheckBudget(LongSupplier ticker) {
    this.ticker = ticker;
    this.refilled = ticker.getAsLong();
  }

  /** Whether another one may be checked. */
  boolean allows() {
    long refill = (ticker.getAsLong() - refilled) / NANOS_PER_CHECK;
    if (refill > 0) {
      left = Math.min(BURST, left + Math.min(refill, BURST));
      refilled += refill * NANOS_PER_CHECK;
    }
    return left > 0;
  }

  /** One was false. */
  void failed() {
    left--;
  }
}
