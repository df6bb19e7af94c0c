package org.annals.magnetindex.announcement;

import java.time.Duration;
import java.time.Instant;

/**
 * When an announced catalogue is fetched: a while after the last improvement, so that a member that
 * hears old announcements first does not fetch each, but not later than a bound after the first
 * (FORMAT section 6). The serving switch does not wait.
 *
 * @param afterLast after the last improvement
 * @param inAll after the first
 */
public record QuietTime(Duration afterLast, Duration inAll) {
  /** 20 s after the last improvement, 60 s in all. */
  public static final QuietTime DEFAULT =
      new QuietTime(Duration.ofSeconds(20), Duration.ofSeconds(60));

  /** None. */
  public static final QuietTime NONE = new QuietTime(Duration.ZERO, Duration.ZERO);

  /** When to fetch after improvements that came at these moments. */
  public Instant due(Instant first, Instant last) {
    Instant byLast = last.plus(afterLast);
    Instant bound = first.plus(inAll);
    return byLast.isBefore(bound) ? byLast : bound;
  }
}
