package org.annals.quota.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WeeklyWindowTest {

  @Property
  void window_written_readsBackAsTheSame(
      @ForAll @Size(min = 1, max = 7) Set<DayOfWeek> days,
      @ForAll @IntRange(max = 1439) int from,
      @ForAll @IntRange(min = 1, max = 1440) int to) {
    if (from != to) {
      WeeklyWindow window = new WeeklyWindow(days, from, to);
      assertThat(WeeklyWindow.parse(window.toString())).contains(window);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Mon-Fri 9:00-17:30 | mon-fri 09:00-17:30",
        "fri-mon 22:00 - 06:00 | mon,fri,sat,sun 22:00-06:00",
        "monday,wed 10:00-11:00 | mon,wed 10:00-11:00",
        "mon-sun 18:00-00:00 | daily 18:00-24:00",
        "daily 00:00-24:00 | daily 00:00-24:00",
      })
  void parse_manyForms_oneMeaning(String text, String canonical) {
    assertThat(WeeklyWindow.parse(text).orElseThrow()).hasToString(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "mon",
        "mon 09:00",
        "09:00-17:00",
        "mon 09:00-09:00",
        "mon 25:00-26:00",
        "mon 09:60-10:00",
        "mon 24:00-01:00",
        "blursday 09:00-10:00",
        "mon--fri 09:00-10:00",
        "mon-tue-wed 09:00-10:00",
        ", 09:00-10:00"
      })
  void parse_whatIsNoWindow_isNone(String text) {
    assertThat(WeeklyWindow.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-06T21:59, false", // a Friday
    "2026-03-06T22:00, true",
    "2026-03-07T05:59, true",
    "2026-03-07T06:00, false",
    "2026-03-07T23:00, false",
  })
  void contains_overMidnight_belongsToTheDayOnWhichItBegins(String wall, boolean inside) {
    WeeklyWindow window = WeeklyWindow.parse("fri 22:00-06:00").orElseThrow();
    assertThat(window.contains(LocalDateTime.parse(wall))).isEqualTo(inside);
  }
}
