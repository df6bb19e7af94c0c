package org.annals.node.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.annals.quota.TransferTotals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrafficRingsTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir private Path directory;

  private TrafficRings open() throws Exception {
    return TrafficRings.open(directory.resolve("club.rings"));
  }

  private static TransferTotals up(long bytes) {
    return new TransferTotals(bytes, bytes + 1, 0, 0);
  }

  @Test
  void add_manyTimesInOneStep_isOneSample() throws Exception {
    try (TrafficRings rings = open()) {
      for (int i = 0; i < 25; i++) {
        rings.add(START.plusSeconds(i), up(10));
      }
      List<Sample> tens = rings.series(Resolution.TEN_SECONDS, START, START.plusSeconds(24));
      assertThat(tens)
          .containsExactly(
              new Sample(START, new TransferTotals(100, 110, 0, 0)),
              new Sample(START.plusSeconds(10), new TransferTotals(100, 110, 0, 0)),
              new Sample(START.plusSeconds(20), new TransferTotals(50, 55, 0, 0)));
      assertThat(rings.series(Resolution.SECOND, START, START.plusSeconds(24))).hasSize(25);
    }
  }

  @Test
  void reopenedInTheMiddleOfAStep_goesOnWithIt() throws Exception {
    try (TrafficRings rings = open()) {
      rings.add(START, up(10));
    }
    try (TrafficRings rings = open()) {
      rings.add(START.plusSeconds(3), up(10));
      assertThat(rings.series(Resolution.HOUR, START, START))
          .containsExactly(new Sample(START, new TransferTotals(20, 22, 0, 0)));
    }
  }

  @Test
  void series_spanWithoutMeasurement_isMissing() throws Exception {
    try (TrafficRings rings = open()) {
      rings.add(START, up(1));
      rings.add(START.plusSeconds(5), up(1));
      assertThat(rings.series(Resolution.SECOND, START, START.plusSeconds(5)))
          .extracting(Sample::start)
          .containsExactly(START, START.plusSeconds(5));
    }
  }

  @Test
  void twoYears_theFileKeepsItsSizeAndTheLastYear() throws Exception {
    Instant end = START.plus(Duration.ofDays(730));
    try (TrafficRings rings = open()) {
      for (Instant now = START; now.isBefore(end); now = now.plus(Duration.ofHours(1))) {
        rings.add(now, up(1));
      }
      assertThat(rings.series(Resolution.HOUR, START, end).size()).isBetween(8_783, 8_784);
      assertThat(rings.series(Resolution.SECOND, START, end)).isEmpty();
    }
    assertThat(Files.size(directory.resolve("club.rings"))).isEqualTo(TrafficRings.FILE_BYTES);
    assertThat(TrafficRings.FILE_BYTES).isLessThan(600_000);
  }

  @Test
  void damagedSlot_isMissing_othersStay() throws Exception {
    try (TrafficRings rings = open()) {
      rings.add(START, up(7));
    }
    Path file = directory.resolve("club.rings");
    byte[] bytes = Files.readAllBytes(file);
    int place = (int) (START.getEpochSecond() % 600) * 44 + 8;
    bytes[place + 3] ^= 1;
    Files.write(file, bytes);
    try (TrafficRings rings = open()) {
      assertThat(rings.series(Resolution.SECOND, START, START)).isEmpty();
      assertThat(rings.series(Resolution.MINUTE, START, START)).hasSize(1);
    }
  }
}
