package org.annals.quota.schedule;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Optional;
import java.util.stream.Stream;
import org.annals.quota.RateLimits;

/**
 * What {@link TransferRules} come to at a moment.
 *
 * @param why what sets these limits
 * @param until when that ends by itself: a pause's end, the budget's next month, the schedule's
 *     next change
 * @param nextChange the first moment at which the clock alone may change anything of this; traffic
 *     may use a budget up before
 */
public record RulesNow(
    RateLimits limits, Why why, Optional<Instant> until, Optional<Instant> nextChange) {

  /**
   * Computes them.
   *
   * @param monthBytes what went over the sockets, both ways, since this month began in this zone
   */
  public static RulesNow of(TransferRules rules, Instant now, ZoneId zone, long monthBytes) {
    Optional<Instant> edge = rules.schedule().nextChange(now, zone);
    Optional<Instant> resumed = rules.pause().end().filter(now::isBefore);
    Optional<Instant> month =
        rules.monthlyBytes().isPresent() ? Optional.of(nextMonth(now, zone)) : Optional.empty();
    Optional<Instant> next =
        Stream.of(edge, resumed, month).flatMap(Optional::stream).min(Instant::compareTo);
    if (rules.monthlyBytes().isPresent() && monthBytes >= rules.monthlyBytes().getAsLong()) {
      return new RulesNow(RateLimits.STOP, Why.BUDGET_USED_UP, month, next);
    }
    if (rules.pause().holdsAt(now)) {
      return new RulesNow(RateLimits.STOP, Why.PAUSED, resumed, next);
    }
    RateLimits scheduled = rules.schedule().limits(rules.normal(), now, zone);
    if (rules.slowOn()) {
      return new RulesNow(scheduled.and(rules.slow()), Why.SLOW, Optional.empty(), next);
    }
    if (rules.schedule().holdsAt(now, zone)) {
      return new RulesNow(scheduled, Why.SCHEDULED, edge, next);
    }
    return new RulesNow(scheduled, Why.NORMAL, edge, next);
  }

  private static Instant nextMonth(Instant now, ZoneId zone) {
    return YearMonth.from(now.atZone(zone)).plusMonths(1).atDay(1).atStartOfDay(zone).toInstant();
  }
}
