package org.annals.magnetindex.announcement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.annals.magnetindex.Samples;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final Instant T = Samples.NOW;

  @Test
  void quietTime_due_twentyAfterLastButSixtyInAll() {
    QuietTime quiet = QuietTime.DEFAULT;

    assertThat(quiet.due(T, T)).isEqualTo(T.plusSeconds(20));
    assertThat(quiet.due(T, T.plusSeconds(15))).isEqualTo(T.plusSeconds(35));
    assertThat(quiet.due(T, T.plusSeconds(40))).isEqualTo(T.plusSeconds(60));
    assertThat(quiet.due(T, T.plusSeconds(55))).isEqualTo(T.plusSeconds(60));
    assertThat(QuietTime.NONE.due(T, T.plusSeconds(5))).isEqualTo(T);
  }

  @Test
  void ownerNext_afterSixHours_orAtOnce() {
    assertThat(Repetition.ownerNext(Optional.empty(), T)).isEqualTo(T);
    assertThat(Repetition.ownerNext(Optional.of(T), T.plusSeconds(9)))
        .isEqualTo(T.plus(Duration.ofHours(6)));
    assertThat(Repetition.ownerNext(Optional.of(T.plusSeconds(9)), T))
        .as("the clock went back")
        .isEqualTo(T);
  }

  @Test
  void memberNext_anyDraw_betweenSixAndTwelveHours() {
    Random random = new Random(1);
    Instant earliest = T.plus(Duration.ofHours(12));
    Instant latest = T;
    for (int i = 0; i < 2_000; i++) {
      Instant next = Repetition.memberNext(T, random);
      assertThat(next).isBetween(T.plus(Duration.ofHours(6)), T.plus(Duration.ofHours(12)));
      earliest = next.isBefore(earliest) ? next : earliest;
      latest = next.isAfter(latest) ? next : latest;
    }
    assertThat(Duration.between(earliest, latest)).isGreaterThan(Duration.ofHours(5));
  }

  @Test
  void byHand_onceAMinute() {
    assertThat(Repetition.byHand(Optional.empty(), T)).isEqualTo(T);
    assertThat(Repetition.byHand(Optional.of(T), T.plusSeconds(59))).isEqualTo(T.plusSeconds(60));
    assertThat(Repetition.byHand(Optional.of(T), T.plusSeconds(60))).isEqualTo(T.plusSeconds(60));
    assertThat(Repetition.byHand(Optional.of(T), T.plusSeconds(61))).isEqualTo(T.plusSeconds(61));
  }
}
