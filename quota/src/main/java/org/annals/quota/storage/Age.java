package org.annals.quota.storage;

import java.util.Comparator;

/**
 * Where a chunk stands in time. The order is that of history, not of download: the oldest first.
 *
 * @param window number or start of the window, growing with time
 * @param part within the window
 * @param revision of the part
 */
public record Age(long window, int part, int revision) implements Comparable<Age> {
  private static final Comparator<Age> OLDEST_FIRST =
      Comparator.comparingLong(Age::window)
          .thenComparingInt(Age::part)
          .thenComparingInt(Age::revision);

  @Override
  public int compareTo(Age other) {
    return OLDEST_FIRST.compare(this, other);
  }

  /** Whether this is of an earlier time. */
  public boolean isOlderThan(Age other) {
    return compareTo(other) < 0;
  }
}
