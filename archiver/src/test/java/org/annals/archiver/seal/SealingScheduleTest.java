package org.annals.archiver.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.annals.archiver.TimeWindow;
import org.junit.jupiter.api.Test;

final class SealingScheduleTest {
  private static final TimeWindow WINDOW = PackBench.WINDOW;
  private static final Instant CLOSED = Instant.ofEpochMilli(WINDOW.foldLimitMillis());
  private static final SealConditions NO_STORE = new SealConditions(false, w -> false);
  private static final SealConditions UNFILLED = new SealConditions(true, w -> false);

  private final FakeClock clock = new FakeClock(CLOSED);

  private SealingSchedule schedule(ClockCheck check) {
    return new SealingSchedule(clock, check);
  }

  private ClockCheck freshCheck() {
    return new ClockCheck(clock, () -> clock.nanos, Optional.empty());
  }

  @Test
  void decide_oneMillisecondTooEarly_waitsEvenWhenAsked() {
    clock.now = CLOSED.minusMillis(1);
    assertThat(schedule(freshCheck()).decide(WINDOW, NO_STORE, true))
        .isEqualTo(new SealDecision.Wait("younger than seven days", Optional.of(CLOSED)));
  }

  @Test
  void decide_sevenDaysOldWithoutStore_seals() {
    assertThat(schedule(freshCheck()).decide(WINDOW, NO_STORE, false))
        .isInstanceOf(SealDecision.Seal.class);
  }

  @Test
  void decide_gapsNotFilled_waitsUntilADayUp() {
    SealingSchedule schedule = schedule(freshCheck());
    assertThat(schedule.decide(WINDOW, UNFILLED, false)).isInstanceOf(SealDecision.Wait.class);
    assertThat(schedule.decide(WINDOW, UNFILLED, true)).isInstanceOf(SealDecision.Seal.class);
    assertThat(schedule.decide(WINDOW, new SealConditions(true, WINDOW::equals), false))
        .isInstanceOf(SealDecision.Seal.class);
    clock.pass(Duration.ofHours(24));
    assertThat(schedule.decide(WINDOW, UNFILLED, false)).isInstanceOf(SealDecision.Seal.class);
  }

  @Test
  void decide_clockJumped_waitsForASecondOpinionOrADay() {
    ClockCheck check = freshCheck();
    SealingSchedule schedule = schedule(check);
    clock.now = clock.now.plus(Duration.ofMinutes(61));
    assertThat(schedule.decide(WINDOW, NO_STORE, false)).isInstanceOf(SealDecision.Wait.class);
    assertThat(schedule.decide(WINDOW, NO_STORE, true)).isInstanceOf(SealDecision.Seal.class);
    check.heard("peer-1", clock.now);
    check.heard("peer-1", clock.now);
    check.heard("peer-2", clock.now.minus(Duration.ofHours(2)));
    assertThat(check.isPlausible()).isFalse();
    check.heard("peer-3", clock.now.plus(Duration.ofMinutes(59)));
    assertThat(check.isPlausible()).isTrue();
  }

  @Test
  void isPlausible_dayAfterAJump_isTrueAgain() {
    ClockCheck check = freshCheck();
    clock.now = clock.now.minus(Duration.ofDays(30));
    assertThat(check.isPlausible()).isFalse();
    clock.pass(Duration.ofHours(23));
    assertThat(check.isPlausible()).isFalse();
    clock.pass(Duration.ofHours(1));
    assertThat(check.isPlausible()).isTrue();
  }

  @Test
  void isPlausible_longOffOrBehindItsPast_isFalse() {
    assertThat(after(Duration.ofDays(8)).isPlausible()).isTrue();
    assertThat(after(Duration.ofDays(8).plusMillis(1)).isPlausible()).isFalse();
    assertThat(after(Duration.ofHours(-2)).isPlausible()).isFalse();
  }

  private ClockCheck after(Duration off) {
    return new ClockCheck(clock, () -> clock.nanos, Optional.of(clock.now.minus(off)));
  }

  @Test
  void newestClosed_atTheBorder_isTwoWindowsBack() {
    assertThat(schedule(freshCheck()).newestClosed()).contains(WINDOW);
    clock.now = CLOSED.minusMillis(1);
    assertThat(schedule(freshCheck()).newestClosed()).contains(new TimeWindow(WINDOW.index() - 1));
  }

  @Test
  void addendumDue_withinSevenDays_onlyWhenAsked() {
    SealingSchedule schedule = schedule(freshCheck());
    Instant last = clock.now.minus(Duration.ofDays(7));
    assertThat(schedule.addendumDue(last, false)).isTrue();
    assertThat(schedule.addendumDue(last.plusMillis(1), false)).isFalse();
    assertThat(schedule.addendumDue(last.plusMillis(1), true)).isTrue();
  }

  private static final class FakeClock extends Clock {
    private Instant now;
    private long nanos = 5;

    FakeClock(Instant now) {
      this.now = now;
    }

    void pass(Duration time) {
      now = now.plus(time);
      nanos += time.toNanos();
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
