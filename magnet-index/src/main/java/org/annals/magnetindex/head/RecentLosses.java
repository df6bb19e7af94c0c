package org.annals.magnetindex.head;

import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What catalogues took in the last seven days without a word of the member. Counted together, so
 * that many small catalogues cannot take what one large may not. Immutable.
 *
 * @param byHour millionths of chunks by the hour, since 1970, in which they went
 */
record RecentLosses(SortedMap<Long, Long> byHour) {
  static final RecentLosses NONE = new RecentLosses(Collections.emptySortedMap());
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long HOURS = Duration.ofDays(7).toHours();

  RecentLosses {
    byHour = Collections.unmodifiableSortedMap(new TreeMap<>(byHour));
  }

  /** Those that still count at a moment. A clock that went back forgets nothing. */
  RecentLosses at(long nowMillis) {
    return new RecentLosses(byHour.tailMap(nowMillis / HOUR - HOURS));
  }

  RecentLosses plus(long nowMillis, Loss loss) {
    if (loss.millionths() == 0) {
      return this;
    }
    SortedMap<Long, Long> all = new TreeMap<>(byHour);
    all.merge(nowMillis / HOUR, loss.millionths(), Long::sum);
    return new RecentLosses(all);
  }

  private long millionths() {
    return byHour.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Whether a further loss makes it more than a quarter of what there was.
   *
   * @param listed chunks that are listed now
   */
  boolean isTooMuch(Loss loss, int listed) {
    long there = listed * Loss.CHUNK + millionths();
    return loss.millionths() > 0 && (loss.millionths() + millionths()) * 4 > there;
  }
}
