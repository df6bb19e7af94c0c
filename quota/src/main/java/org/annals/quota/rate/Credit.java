package org.annals.quota.rate;

import java.util.concurrent.TimeUnit;

/**
 * What may move at a rate, saved up to a bound (token bucket): what some time brings, at least two
 * blocks. Starts empty.
 *
 * <ul>
 *   <li>Integers only: what a refill leaves over below one byte is carried to the next.
 *   <li>A clock that jumps forward brings no more than a full bucket, one that jumps back nothing.
 *   <li>A question that is larger than the bucket waits for a full one and leaves it in debt.
 * </ul>
 *
 * <p>Not thread-safe.
 */
final class Credit {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int TWO_BLOCKS = 2 * Ring.QUANTUM;

  /** A part that may be lent leaves enough for others, should they come. */
  private static final int LENT_PART = 8;

  private final long burstNanos;
  private long rate;
  private long capacity;

  /** The longest time that may count: it fills the bucket whatever it owes. */
  private long longest;

  private long bytes;

  /** Less than a byte, in billionths of it. */
  private long fraction;

  private long last;

  /** Saves what so much time brings; nothing comes before {@link #change}. */
  Credit(long burstNanos, long now) {
    this.burstNanos = burstNanos;
    this.last = now;
  }

  /** Another rate from now on; what was saved stays as far as the bucket then holds it. */
  void change(long bytesPerSecond, long now) {
    refill(now);
    rate = bytesPerSecond;
    capacity = rate == 0 ? 0 : Math.max(TWO_BLOCKS, brings(burstNanos, 0));
    longest = rate == 0 ? 0 : burstNanos + FairTransferGate.MAX_ASK_BYTES * SECOND / rate;
    bytes = Math.min(bytes, capacity);
  }

  /** Whole bytes that come in some time; split so that no product leaves 63 bits. */
  private long brings(long nanos, long carried) {
    return rate / SECOND * nanos + (rate % SECOND * nanos + carried) / SECOND;
  }

  /** Adds what has come since the last time. */
  void refill(long now) {
    long elapsed = Math.min(now - last, longest);
    last = now;
    if (elapsed <= 0) {
      return;
    }
    bytes += brings(elapsed, fraction);
    fraction = (rate % SECOND * elapsed + fraction) % SECOND;
    if (bytes >= capacity) {
      bytes = capacity;
      fraction = 0;
    }
  }

  /** Whether a question may be granted, as of the last refill. */
  boolean holds(int question) {
    return rate > 0 && bytes >= Math.min(question, capacity);
  }

  /** How long until it may; {@link Long#MAX_VALUE} when never. */
  long nanosUntil(int question) {
    if (rate == 0) {
      return Long.MAX_VALUE;
    }
    long missing = Math.max(0, Math.min(question, capacity) - bytes);
    return Math.max(0, (missing * SECOND - fraction + rate - 1) / rate);
  }

  void take(int taken) {
    bytes -= taken;
  }

  /** How much may be taken ahead of questions. */
  long lendable() {
    return Math.max(0, bytes / LENT_PART);
  }

  /**
   * The rest of what was taken ahead comes back, and the bucket is refilled. What was used may have
   * been used this moment, so it must not come on top of a full bucket.
   */
  void settle(int rest, int used, long now) {
    bytes += rest;
    refill(now);
    bytes = Math.min(bytes, capacity - used);
  }

  /** What was taken has not been used. */
  void giveBack(int unused) {
    bytes = Math.min(capacity, bytes + unused);
  }
}
