package org.annals.quota.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.annals.quota.Account;
import org.annals.quota.Rate;
import org.annals.quota.RateLimits;
import org.junit.jupiter.api.Test;

final class RulesNowTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  /** A Monday, 11:00 in Berlin. */
  private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");

  private static final RateLimits NORMAL = limits(2_000, 9_000);
  private static final TransferRules RULES = TransferRules.NONE.normal(NORMAL);
  private static final TransferRules OFFICE =
      RULES.schedule(
          WeeklySchedule.NONE.with(
              WeeklyScheduleTest.window("mon-fri 09:00-17:00"),
              WeeklyScheduleTest.rates("1000B/s", "unlimited")));

  private static RateLimits limits(long up, long down) {
    return new RateLimits(Rate.bytesPerSecond(up), Rate.bytesPerSecond(down));
  }

  private static RulesNow now(TransferRules rules) {
    return RulesNow.of(rules, NOW, BERLIN, 0);
  }

  @Test
  void nothingElse_normal_changesNever() {
    assertThat(now(RULES))
        .isEqualTo(new RulesNow(NORMAL, Why.NORMAL, Optional.empty(), Optional.empty()));
  }

  @Test
  void insideAWindow_scheduledUntilItEnds() {
    RulesNow found = now(OFFICE);
    assertThat(found.limits())
        .isEqualTo(new RateLimits(Rate.bytesPerSecond(1_000), Rate.unlimited()));
    assertThat(found.why()).isEqualTo(Why.SCHEDULED);
    assertThat(found.until()).contains(Instant.parse("2026-03-02T16:00:00Z"));
    assertThat(found.nextChange()).isEqualTo(found.until());
  }

  @Test
  void slow_neverMakesFaster() {
    RulesNow found = now(RULES.slow(true, limits(5_000, 100)));
    assertThat(found.limits()).isEqualTo(limits(2_000, 100));
    assertThat(found.why()).isEqualTo(Why.SLOW);
    assertThat(now(OFFICE.slow(true, limits(5_000, 100))).limits()).isEqualTo(limits(1_000, 100));
  }

  @Test
  void paused_stopsUntilItsEnd() {
    Instant end = NOW.plus(Duration.ofHours(1));
    TransferRules paused = OFFICE.slow(true, NORMAL).pause(Pause.until(end));
    assertThat(now(paused).limits()).isEqualTo(RateLimits.STOP);
    assertThat(now(paused).why()).isEqualTo(Why.PAUSED);
    assertThat(now(paused).until()).contains(end);
    assertThat(now(paused).nextChange()).contains(end);
    assertThat(RulesNow.of(paused, end, BERLIN, 0).why()).isEqualTo(Why.SLOW);
  }

  @Test
  void pausedUntilResumed_endsByNothing() {
    RulesNow found = RulesNow.of(RULES.pause(Pause.untilResumed()), Instant.MAX, BERLIN, 0);
    assertThat(found.limits()).isEqualTo(RateLimits.STOP);
    assertThat(found.until()).isEmpty();
  }

  @Test
  void budget_usedUp_stopsUntilTheLocalMonthEnds() {
    TransferRules rules = RULES.monthly(OptionalLong.of(1_000));
    assertThat(RulesNow.of(rules, NOW, BERLIN, 999).limits()).isEqualTo(NORMAL);
    RulesNow used = RulesNow.of(rules, NOW, BERLIN, 1_000);
    assertThat(used.limits()).isEqualTo(RateLimits.STOP);
    assertThat(used.why()).isEqualTo(Why.BUDGET_USED_UP);
    // Summer time has begun by then.
    assertThat(used.until()).contains(Instant.parse("2026-03-31T22:00:00Z"));
  }

  @Test
  void budgetOfNothing_letsNothingMove() {
    assertThat(now(RULES.monthly(OptionalLong.of(0))).limits()).isEqualTo(RateLimits.STOP);
  }

  @Test
  void levels_theLowerHolds() {
    Account club = new Account("club");
    LimitsNow found =
        LimitsNow.of(
            RULES,
            Map.of(club, TransferRules.NONE.normal(limits(500, 50_000))),
            NOW,
            BERLIN,
            account -> 0);
    assertThat(found.effective(club)).isEqualTo(limits(500, 9_000));
    assertThat(found.effective(new Account("other"))).isEqualTo(NORMAL);
    assertThat(found.node().limits()).isEqualTo(NORMAL);
  }

  @Test
  void levels_budgetsCountApart() {
    Account club = new Account("club");
    TransferRules budget = TransferRules.NONE.monthly(OptionalLong.of(10));
    LimitsNow found =
        LimitsNow.of(
            RULES, Map.of(club, budget), NOW, BERLIN, account -> account.equals(club) ? 10 : 99);
    assertThat(found.own(club).why()).isEqualTo(Why.BUDGET_USED_UP);
    assertThat(found.node().why()).isEqualTo(Why.NORMAL);
    assertThat(found.nextChange()).contains(Instant.parse("2026-03-31T22:00:00Z"));
  }
}
