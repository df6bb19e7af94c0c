package org.annals.quota.rate;

import java.util.concurrent.TimeUnit;

/**
 * Credit that grows at a rate (token bucket). It holds what a quarter of a second brings, at least
 * two blocks; so much may move at once after a rest of any length. Starts empty.
 *
 * <ul>
 *   <li>Integers only: what a refill leaves over below one byte is carried to the next.
 *   <li>A clock that jumps forward brings no more than a full bucket, one that jumps back nothing.
 *   <li>A question that is larger than the bucket waits for a full one and leaves it in debt.
 * </ul>
 *
 * <p>Not thread-safe.
 */
final class Bucket {
  private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** The least that a bucket holds. */
  static final int TWO_BLOCKS = 2 * Ring.QUANTUM;

  private long rate;
  private long capacity;
  private long window;
  private long credit;

  /** Less than a byte, in billionths of it. */
  private long fraction;

  private long last;

  Bucket(long rate, long now) {
    this.last = now;
    change(rate, now);
  }

  /** Another rate from now on; credit stays as far as the bucket then holds it. */
  void change(long bytesPerSecond, long now) {
    refill(now);
    rate = bytesPerSecond;
    capacity = rate == 0 ? 0 : Math.max(TWO_BLOCKS, rate / (SECOND / BURST_NANOS));
    window = rate == 0 ? 0 : Math.max(BURST_NANOS, TWO_BLOCKS * SECOND / rate);
    credit = Math.min(credit, capacity);
  }

  /** Adds what has come since the last time. */
  void refill(long now) {
    long elapsed = Math.min(now - last, window);
    last = now;
    if (elapsed <= 0) {
      return;
    }
    // Split so that the product stays below 2^63 at the highest rate.
    long parts = rate % SECOND * elapsed + fraction;
    credit += rate / SECOND * elapsed + parts / SECOND;
    fraction = parts % SECOND;
    if (credit >= capacity) {
      credit = capacity;
      fraction = 0;
    }
  }

  /** Whether a question may be granted, as of the last refill. */
  boolean holds(int bytes) {
    return rate > 0 && credit >= Math.min(bytes, capacity);
  }

  /** How long until it may; {@link Long#MAX_VALUE} when never. */
  long nanosUntil(int bytes) {
    if (rate == 0) {
      return Long.MAX_VALUE;
    }
    long missing = Math.max(0, Math.min(bytes, capacity) - credit);
    return Math.max(0, (missing * SECOND - fraction + rate - 1) / rate);
  }

  void take(int bytes) {
    credit -= bytes;
  }

  /** How much may be taken ahead of questions: a part of a bucket that is at least half full. */
  long lendable() {
    return credit < capacity / 2 ? 0 : credit / 8;
  }

  /**
   * The rest of what was taken ahead comes back, and the bucket is refilled. What was used may have
   * been used this moment, so it must not come on top of a full bucket.
   */
  void settle(int rest, int used, long now) {
    credit += rest;
    refill(now);
    credit = Math.min(credit, capacity - used);
  }

  /** What was taken has not been used. */
  void giveBack(int bytes) {
    credit = Math.min(capacity, credit + bytes);
  }
}
