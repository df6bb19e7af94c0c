package org.annals.node.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.annals.magnetindex.announcement.Repetition;
import org.junit.jupiter.api.Test;

/** By a clock that never says the same twice. */
class AnnouncingTimesTest {
  private static final Duration A_LITTLE = Duration.ofNanos(1);

  private final MovingClock clock = new MovingClock();
  private final AnnouncingTimes times = new AnnouncingTimes(clock);

  @Test
  void isDue_nothingSentSinceTheStart_atOnce() {
    for (int look = 0; look < 3; look++) {
      assertThat(times.isDue()).isTrue();
    }
  }

  @Test
  void isDue_sent_notBeforeThePeriodIsOver() {
    times.sent();
    Instant sent = clock.now;
    assertThat(times.isDue()).isFalse();
    clock.now = sent.plus(Repetition.PERIOD).minus(A_LITTLE.multipliedBy(2));
    assertThat(times.isDue()).isFalse();
    assertThat(times.isDue()).isTrue();
  }

  @Test
  void isDue_clockWentBackBehindTheLastOne_atOnce() {
    times.sent();
    clock.now = clock.now.minus(Duration.ofDays(1));
    assertThat(times.isDue()).isTrue();
  }

  @Test
  void byHandAllowedAt_nothingSent_now() {
    assertThat(times.byHandAllowedAt()).isEmpty();
  }

  @Test
  void byHandAllowedAt_sent_aMinuteLater() {
    times.sent();
    Instant allowed = clock.now.plus(Repetition.BY_HAND);
    assertThat(times.byHandAllowedAt()).contains(allowed);
    clock.now = allowed.minus(A_LITTLE.multipliedBy(2));
    assertThat(times.byHandAllowedAt()).contains(allowed);
    assertThat(times.byHandAllowedAt()).isEmpty();
  }

  @Test
  void byHandAllowedAt_clockWentBackBehindTheLastOne_now() {
    times.sent();
    clock.now = clock.now.minus(Duration.ofDays(1));
    assertThat(times.byHandAllowedAt()).isEmpty();
  }

  /** Each reading is a little later than the one before. */
  private static final class MovingClock extends Clock {
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");

    @Override
    public Instant instant() {
      now = now.plus(A_LITTLE);
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("nobody asks for a zone");
    }
  }
}
