package org.annals.node.community;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.annals.archiver.ChannelId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.GroupId;
import org.annals.archiver.TimeWindow;
import org.junit.jupiter.api.Test;

final class ExpiryTest {
  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
  private static final ChannelId CHANNEL = new ChannelId(new UUID(0, 1));
  private static final ChannelId OTHER = new ChannelId(new UUID(0, 2));

  private static Expiry of(Duration period) {
    return new Expiry(Map.of(CHANNEL, period), NOW);
  }

  @Test
  void keepFrom_isAPeriodAgo_andNothingIsOverWithoutARule() {
    Expiry expiry = of(Duration.ofDays(30));
    assertThat(expiry.keepFrom(CHANNEL)).isEqualTo(NOW.minus(Duration.ofDays(30)).toEpochMilli());
    assertThat(expiry.keepFrom(OTHER)).isZero();
    assertThat(expiry.orphansFrom(OTHER)).isZero();
  }

  @Test
  void periodLongerThanTime_neverEnds() {
    Duration ages = Duration.ofSeconds(Long.MAX_VALUE);
    Expiry expiry = of(ages);
    assertThat(expiry.keepFrom(CHANNEL)).isZero();
    assertThat(
            expiry.isOver(new ChunkPosition(new TimeWindow(0), GroupId.autoDelete(ages), 0, 0), 1))
        .isFalse();
  }

  @Test
  void orphansFrom_isSevenDays_orTheShorterPeriod() {
    assertThat(of(Duration.ofDays(30)).orphansFrom(CHANNEL))
        .isEqualTo(NOW.minus(Duration.ofDays(7)).toEpochMilli());
    assertThat(of(Duration.ofDays(3)).orphansFrom(CHANNEL))
        .isEqualTo(NOW.minus(Duration.ofDays(3)).toEpochMilli());
  }
}
