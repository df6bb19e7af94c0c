package org.annals.archiver;

import java.time.Duration;
import java.time.Instant;

/**
 * Seven days, aligned to the Unix epoch: [index * 604800, (index + 1) * 604800) seconds (FORMAT
 * section 3). Ordered by time.
 *
 * @param index 0 or more
 */
public record TimeWindow(long index) implements Comparable<TimeWindow> {
  /** Length of a window. */
  public static final Duration LENGTH = Duration.ofDays(7);

  /** How long after its end a window stays open for edits, deletions, reactions and pins. */
  public static final Duration FOLD_LIMIT = Duration.ofDays(7);

  private static final long SECONDS = LENGTH.toSeconds();

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException when the index is negative or its times do not fit
   */
  public TimeWindow {
    if (index < 0 || index > Long.MAX_VALUE / 1000 / SECONDS - 2) {
      throw new IllegalArgumentException("no such window: " + index);
    }
  }

  /**
   * The window in which a clock falls.
   *
   * @param clockMillis milliseconds since the epoch, 0 or more
   */
  public static TimeWindow ofClock(long clockMillis) {
    return new TimeWindow(Math.floorDiv(clockMillis, SECONDS * 1000));
  }

  /** First second, inclusive. */
  public long startSeconds() {
    return index * SECONDS;
  }

  /** Last second, exclusive. */
  public long endSeconds() {
    return (index + 1) * SECONDS;
  }

  /** The end, exclusive. */
  public Instant end() {
    return Instant.ofEpochSecond(endSeconds());
  }

  /** From this clock on, in milliseconds, nothing is folded into this window any more. */
  public long foldLimitMillis() {
    return (endSeconds() + FOLD_LIMIT.toSeconds()) * 1000;
  }

  /** Whether the clock, in milliseconds, falls into this window. */
  public boolean contains(long clockMillis) {
    return clockMillis >= startSeconds() * 1000 && clockMillis < endSeconds() * 1000;
  }

  /** The next window. */
  public TimeWindow next() {
    return new TimeWindow(index + 1);
  }

  @Override
  public int compareTo(TimeWindow other) {
    return Long.compare(index, other.index);
  }
}
