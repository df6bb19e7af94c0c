package org.annals.node.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.annals.node.database.NodeDatabase;
import org.annals.node.database.TrafficTable;
import org.annals.quota.Account;
import org.annals.quota.Direction;
import org.annals.quota.TransferTotals;
import org.annals.quota.UnlimitedStorage;
import org.annals.quota.UnlimitedTransferGate;
import org.annals.testkit.VirtualClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrafficTest {
  private static final Account CLUB = new Account("club");
  private static final Account CHOIR = new Account("choir");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @TempDir private Path directory;
  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-31T20:00:00Z"));
  private final UnlimitedStorage storage = new UnlimitedStorage();
  private UnlimitedTransferGate gate;
  private NodeDatabase database;
  private Traffic traffic;

  @BeforeEach
  void start() throws Exception {
    gate = new UnlimitedTransferGate();
    database = NodeDatabase.open(directory.resolve("node"), storage);
    traffic =
        new Traffic(
            new TrafficTable(database),
            gate,
            directory.resolve("measure"),
            storage,
            new Traffic.Times(clock, clock.ticker(), BERLIN));
  }

  @AfterEach
  void stop() throws Exception {
    traffic.close();
    database.close();
  }

  private void count() {
    traffic.count(List.of(CLUB, CHOIR));
  }

  private void pass(Duration time) {
    clock.advance(time);
    count();
  }

  @Test
  void totals_countAtOnce_andTheNodeHasThemAll() {
    gate.moved(CLUB, Direction.UP, 100, 110);
    gate.moved(CHOIR, Direction.DOWN, 5, 6);
    assertThat(traffic.total(CLUB)).isEqualTo(new TransferTotals(100, 110, 0, 0));
    assertThat(traffic.total(Account.NODE)).isEqualTo(new TransferTotals(100, 110, 5, 6));
    assertThat(traffic.month(Account.NODE).wire()).isEqualTo(116);
  }

  @Test
  void restart_everythingThatWasSavedIsThere() throws Exception {
    gate.moved(CLUB, Direction.UP, 100, 110);
    count();
    traffic.save();
    gate.moved(CLUB, Direction.UP, 7, 7);
    count();
    // Killed: the last seven bytes were not saved.
    stop();
    start();
    assertThat(traffic.total(CLUB)).isEqualTo(new TransferTotals(100, 110, 0, 0));
    assertThat(traffic.total(Account.NODE)).isEqualTo(traffic.total(CLUB));
    gate.moved(CLUB, Direction.UP, 1, 1);
    count();
    assertThat(traffic.total(CLUB).upPayload()).isEqualTo(101);
    assertThat(traffic.today(CLUB).upPayload()).isEqualTo(101);
    assertThat(traffic.month(CLUB).wire()).isEqualTo(111);
  }

  @Test
  void midnight_beginsADay_andAMonth_whereTheHomeIs() throws Exception {
    gate.moved(CLUB, Direction.UP, 10, 10);
    // 23:59:59 in Berlin.
    pass(Duration.ofSeconds(2 * 3_600 - 1));
    gate.moved(CLUB, Direction.UP, 3, 3);
    pass(Duration.ofSeconds(1));
    traffic.save();
    assertThat(traffic.days(CLUB))
        .containsEntry(LocalDate.of(2026, 3, 31), new TransferTotals(10, 10, 0, 0))
        .containsEntry(LocalDate.of(2026, 4, 1), new TransferTotals(3, 3, 0, 0));
    assertThat(traffic.month(CLUB).wire()).isEqualTo(3);
    stop();
    start();
    assertThat(traffic.days(CLUB)).hasSize(2);
    assertThat(traffic.today(CLUB).upPayload()).isEqualTo(3);
  }

  @Test
  void day_endsBetweenTwoSaves_isKeptWhole() throws Exception {
    count();
    traffic.save();
    gate.moved(CLUB, Direction.UP, 10, 10);
    pass(Duration.ofHours(1));
    pass(Duration.ofHours(2));
    traffic.save();
    stop();
    start();
    assertThat(traffic.days(CLUB))
        .containsEntry(LocalDate.of(2026, 3, 31), new TransferTotals(10, 10, 0, 0));
    assertThat(traffic.total(CLUB).upPayload()).isEqualTo(10);
  }

  @Test
  void speed_isThatOfTheLastSeconds_andFallsToNothing() {
    count();
    for (int i = 0; i < 10; i++) {
      gate.moved(CLUB, Direction.UP, 1_000, 1_100);
      pass(Duration.ofSeconds(1));
    }
    assertThat(traffic.speed(CLUB)).isEqualTo(new Speed(1_000, 1_100, 0, 0));
    assertThat(traffic.speed(CHOIR)).isEqualTo(Speed.NONE);
    for (int i = 0; i < 5; i++) {
      pass(Duration.ofSeconds(1));
    }
    assertThat(traffic.speed(CLUB)).isEqualTo(Speed.NONE);
  }

  @Test
  void clockJumpsBack_nothingCountsTwice() {
    gate.moved(CLUB, Direction.UP, 10, 10);
    count();
    clock.jump(Duration.ofDays(-2));
    gate.moved(CLUB, Direction.UP, 1, 1);
    count();
    assertThat(traffic.total(CLUB).upPayload()).isEqualTo(11);
    assertThat(traffic.days(CLUB).values().stream().mapToLong(TransferTotals::upPayload).sum())
        .isEqualTo(11);
  }

  @Test
  void past_isKeptOverARestart_andItsBytesAreCounted() throws Exception {
    gate.moved(CLUB, Direction.UP, 10, 10);
    count();
    long counted = storage.usage(Account.NODE).usedTotal();
    assertThat(counted).isGreaterThanOrEqualTo(2 * TrafficRings.FILE_BYTES);
    stop();
    start();
    assertThat(traffic.series(CLUB, Resolution.MINUTE, clock.instant(), clock.instant()))
        .extracting(Sample::moved)
        .containsExactly(new TransferTotals(10, 10, 0, 0));
  }
}
