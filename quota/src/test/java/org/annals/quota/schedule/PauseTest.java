package org.annals.quota.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PauseTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  /** The afternoon before clocks are set forward in Berlin: 15:00. */
  private static final Instant NOW = Instant.parse("2026-03-28T14:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "30m, 2026-03-28T14:30:00Z",
    "1h, 2026-03-28T15:00:00Z",
    "2h30m, 2026-03-28T16:30:00Z",
    "1d, 2026-03-29T14:00:00Z",
    "until 18:00, 2026-03-28T17:00:00Z",
    "until 9:00, 2026-03-29T07:00:00Z",
    "until tomorrow, 2026-03-28T23:00:00Z",
    "until tomorrow 08:00, 2026-03-29T06:00:00Z",
    "until 2026-04-01, 2026-03-31T22:00:00Z",
    "until 2026-04-01 12:30, 2026-04-01T10:30:00Z",
  })
  void parse_asPeopleSayIt_endsThen(String text, Instant end) {
    assertThat(Pause.parse(text, NOW, BERLIN)).contains(Pause.until(end));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0m", "soon", "until", "until 25:00", "until 2026-03-01", "-1h", "1 week"})
  void parse_whatIsNoTimeToCome_isNone(String text) {
    assertThat(Pause.parse(text, NOW, BERLIN)).isEmpty();
  }

  @Test
  void parse_nothing_isUntilResumed() {
    assertThat(Pause.parse(" ", NOW, BERLIN)).contains(Pause.untilResumed());
  }

  @Test
  void until_holdsToItsEnd() {
    Pause pause = Pause.until(NOW);
    assertThat(pause.holdsAt(NOW.minusMillis(1))).isTrue();
    assertThat(pause.holdsAt(NOW)).isFalse();
    assertThat(Pause.none().holdsAt(NOW)).isFalse();
  }
}
