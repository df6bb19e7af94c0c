package org.annals.quota.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.annals.quota.Rate;
import org.annals.quota.RateLimits;
import org.junit.jupiter.api.Test;

final class WeeklyScheduleTest {
  private static final RateLimits NORMAL =
      new RateLimits(Rate.bytesPerSecond(1_000), Rate.unlimited());

  /** Days around which clocks are set in one of the zones, and one around which they are not. */
  private static final List<LocalDate> DAYS =
      List.of(
          LocalDate.of(2026, 3, 8), // New York, forward
          LocalDate.of(2026, 3, 29), // Berlin, forward
          LocalDate.of(2026, 4, 5), // Lord Howe, half an hour back
          LocalDate.of(2026, 10, 4), // Lord Howe, half an hour forward
          LocalDate.of(2026, 10, 25), // Berlin, back
          LocalDate.of(2026, 11, 1), // New York, back
          LocalDate.of(2026, 6, 17));

  @Provide
  Arbitrary<ZoneId> zones() {
    return Arbitraries.of("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC")
        .map(ZoneId::of);
  }

  @Provide
  Arbitrary<LocalDate> days() {
    return Arbitraries.of(DAYS);
  }

  @Provide
  Arbitrary<WeeklySchedule> schedules() {
    Arbitrary<Set<DayOfWeek>> days = Arbitraries.of(DayOfWeek.class).set().ofMinSize(1);
    Arbitrary<Integer> minutes =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(3, Arbitraries.integers().between(60, 200)),
            net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(1, 1_439)));
    Arbitrary<WeeklyWindow> window =
        Combinators.combine(days, minutes, minutes)
            .as((on, from, to) -> new WeeklyWindow(on, from, from.equals(to) ? 1_440 : to));
    Arbitrary<Optional<Rate>> rate =
        Arbitraries.longs().between(0, 3_000).map(Rate::bytesPerSecond).optional();
    Arbitrary<WeeklySchedule.Rates> rates =
        Combinators.combine(rate, rate).as(WeeklySchedule.Rates::new);
    return Arbitraries.maps(window, rates).ofMaxSize(4).map(WeeklySchedule::new);
  }

  /** What the schedule says, told in another way: walks over the windows of the wall clock. */
  private static RateLimits bruteForce(WeeklySchedule schedule, LocalDateTime wall) {
    List<WeeklySchedule.Rates> inside = new ArrayList<>();
    for (Map.Entry<WeeklyWindow, WeeklySchedule.Rates> each : schedule.windows().entrySet()) {
      for (int back = 0; back <= 1; back++) {
        LocalDate begins = wall.toLocalDate().minusDays(back);
        WeeklyWindow window = each.getKey();
        LocalDateTime from = begins.atStartOfDay().plusMinutes(window.from());
        boolean overMidnight = window.to() < window.from();
        LocalDateTime to =
            begins.plusDays(overMidnight ? 1 : 0).atStartOfDay().plusMinutes(window.to());
        if (window.days().contains(begins.getDayOfWeek())
            && !wall.isBefore(from)
            && wall.isBefore(to)) {
          inside.add(each.getValue());
        }
      }
    }
    Optional<Rate> up = Optional.empty();
    Optional<Rate> down = Optional.empty();
    for (WeeklySchedule.Rates each : inside) {
      up = up.map(low -> each.up().map(low::and).orElse(low)).or(each::up);
      down = down.map(low -> each.down().map(low::and).orElse(low)).or(each::down);
    }
    return new RateLimits(up.orElse(NORMAL.up()), down.orElse(NORMAL.down()));
  }

  @Property(tries = 60)
  void limits_everyMinuteOfThreeDays_areThoseOfTheWallClock(
      @ForAll("schedules") WeeklySchedule schedule,
      @ForAll("zones") ZoneId zone,
      @ForAll("days") LocalDate day) {
    Instant start = day.minusDays(1).atStartOfDay(zone).toInstant();
    for (int minute = 0; minute < 3 * 24 * 60; minute++) {
      Instant now = start.plus(Duration.ofMinutes(minute));
      assertThat(schedule.limits(NORMAL, now, zone))
          .as("%s", now)
          .isEqualTo(bruteForce(schedule, LocalDateTime.ofInstant(now, zone)));
    }
  }

  @Property(tries = 60)
  void nextChange_followedForThreeDays_missesNone(
      @ForAll("schedules") WeeklySchedule schedule,
      @ForAll("zones") ZoneId zone,
      @ForAll("days") LocalDate day) {
    Instant now = day.minusDays(1).atStartOfDay(zone).toInstant();
    Instant end = now.plus(Duration.ofDays(3));
    while (now.isBefore(end)) {
      RateLimits limits = schedule.limits(NORMAL, now, zone);
      Instant next = schedule.nextChange(now, zone).orElse(end);
      assertThat(next).isAfter(now);
      for (Instant each = now;
          each.isBefore(next) && each.isBefore(end);
          each = each.plus(Duration.ofMinutes(1))) {
        assertThat(schedule.limits(NORMAL, each, zone)).as("%s", each).isEqualTo(limits);
      }
      now = next;
    }
  }

  @Test
  void overlap_theLowerRateOfEachWayHolds() {
    WeeklySchedule schedule =
        WeeklySchedule.NONE
            .with(window("daily 08:00-20:00"), rates("500B/s", "900B/s"))
            .with(window("mon 10:00-12:00"), rates("700B/s", "100B/s"));
    Instant monday = Instant.parse("2026-03-02T11:00:00Z");
    assertThat(schedule.limits(NORMAL, monday, ZoneId.of("UTC")))
        .isEqualTo(new RateLimits(Rate.bytesPerSecond(500), Rate.bytesPerSecond(100)));
  }

  @Test
  void window_maySpeedUpTheNight() {
    WeeklySchedule schedule =
        WeeklySchedule.NONE.with(window("daily 01:00-06:00"), rates("unlimited", "unlimited"));
    assertThat(
            schedule.limits(NORMAL, Instant.parse("2026-03-02T02:00:00Z"), ZoneId.of("UTC")).up())
        .isEqualTo(Rate.unlimited());
  }

  @Test
  void windowInTheHourThatIsSkipped_isNotThere_inTheOneThatIsRepeated_isThereTwice() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    WeeklySchedule schedule =
        WeeklySchedule.NONE.with(window("sun 02:15-02:45"), rates("1B/s", "1B/s"));
    assertThat(minutesInside(schedule, LocalDate.of(2026, 3, 29), berlin)).isZero();
    assertThat(minutesInside(schedule, LocalDate.of(2026, 10, 25), berlin)).isEqualTo(60);
    assertThat(minutesInside(schedule, LocalDate.of(2026, 6, 14), berlin)).isEqualTo(30);
  }

  @Test
  void zoneThatChanges_theSameMomentIsJudgedByTheNewWall() {
    WeeklySchedule schedule =
        WeeklySchedule.NONE.with(window("daily 09:00-10:00"), rates("1B/s", "1B/s"));
    Instant now = Instant.parse("2026-06-17T07:30:00Z");
    assertThat(schedule.holdsAt(now, ZoneId.of("Europe/Berlin"))).isTrue();
    assertThat(schedule.holdsAt(now, ZoneId.of("America/New_York"))).isFalse();
  }

  private static int minutesInside(WeeklySchedule schedule, LocalDate day, ZoneId zone) {
    Instant start = day.atStartOfDay(zone).toInstant();
    Instant end = day.plusDays(1).atStartOfDay(zone).toInstant();
    int minutes = 0;
    for (Instant each = start; each.isBefore(end); each = each.plus(Duration.ofMinutes(1))) {
      minutes += schedule.holdsAt(each, zone) ? 1 : 0;
    }
    return minutes;
  }

  static WeeklyWindow window(String text) {
    return WeeklyWindow.parse(text).orElseThrow();
  }

  static WeeklySchedule.Rates rates(String up, String down) {
    return new WeeklySchedule.Rates(
        org.annals.quota.Units.rate(up), org.annals.quota.Units.rate(down));
  }
}
