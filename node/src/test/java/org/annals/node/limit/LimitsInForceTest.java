package org.annals.node.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.annals.node.database.LimitTable;
import org.annals.node.database.NodeDatabase;
import org.annals.node.database.Settings;
import org.annals.quota.Account;
import org.annals.quota.Rate;
import org.annals.quota.RateLimits;
import org.annals.quota.StorageCap;
import org.annals.quota.UnlimitedStorage;
import org.annals.quota.schedule.AccountLimits;
import org.annals.quota.schedule.Pause;
import org.annals.quota.schedule.TransferRules;
import org.annals.quota.schedule.WeeklySchedule;
import org.annals.quota.schedule.WeeklyWindow;
import org.annals.quota.schedule.Why;
import org.annals.quota.work.WorkLimits;
import org.annals.testkit.VirtualClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LimitsInForceTest {
  private static final Account CLUB = new Account("club");
  private static final RateLimits SLOW =
      new RateLimits(Rate.bytesPerSecond(10), Rate.bytesPerSecond(20));

  @TempDir private Path directory;

  /** A Sunday noon. */
  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T12:00:00Z"));

  private final Map<Account, Long> monthBytes = new HashMap<>();
  private final Told told = new Told();
  private NodeDatabase database;
  private LimitsInForce limits;

  /** Remembers what it was told to enforce. */
  private static final class Told implements Enforcers {
    private RateLimits node = RateLimits.UNLIMITED;
    private Map<Account, RateLimits> communities = Map.of();
    private StorageCap cap = StorageCap.unlimited();
    private Map<Account, StorageCap> caps = Map.of();
    private WorkLimits work = WorkLimits.NONE;
    private boolean exemptLocal;
    private final List<String> calls = new ArrayList<>();

    @Override
    public void rates(RateLimits ofNode, Map<Account, RateLimits> ofCommunities) {
      node = ofNode;
      communities = ofCommunities;
      calls.add("rates");
    }

    @Override
    public void exemptLocal(boolean exempt) {
      exemptLocal = exempt;
    }

    @Override
    public void caps(StorageCap ofNode, Map<Account, StorageCap> ofCommunities) {
      cap = ofNode;
      caps = ofCommunities;
      calls.add("caps");
    }

    @Override
    public void work(WorkLimits allowed) {
      work = allowed;
    }
  }

  @BeforeEach
  void open() throws Exception {
    database = NodeDatabase.open(directory.resolve("node"), new UnlimitedStorage());
    limits =
        new LimitsInForce(
            new LimitTable(database),
            new Settings(database),
            clock,
            ZoneOffset.UTC,
            account -> monthBytes.getOrDefault(account, 0L),
            told);
  }

  @AfterEach
  void close() throws Exception {
    database.close();
  }

  private void transfer(Account account, TransferRules rules) throws Exception {
    limits.change(account, before -> before.transfer(rules));
  }

  private void pass(Duration time) {
    clock.advance(time);
    limits.refresh();
  }

  @Test
  void newHome_tenGibDisk_twoMibUp_downUnlimited() {
    assertThat(told.node).isEqualTo(new RateLimits(Rate.bytesPerSecond(2 << 20), Rate.unlimited()));
    assertThat(told.cap).isEqualTo(StorageCap.bytes(10L << 30));
    assertThat(told.communities).isEmpty();
    assertThat(told.caps).isEmpty();
    assertThat(told.work).isEqualTo(WorkLimits.NONE);
  }

  @Test
  void change_isInForceWhenItReturns_andNewsOnlyAreTold() throws Exception {
    told.calls.clear();
    transfer(CLUB, TransferRules.NONE.normal(SLOW));
    assertThat(told.communities).containsEntry(CLUB, SLOW);
    told.calls.clear();
    transfer(CLUB, TransferRules.NONE.normal(SLOW));
    limits.refresh();
    assertThat(told.calls).isEmpty();
    limits.change(CLUB, before -> before.disk(StorageCap.bytes(5)));
    assertThat(told.calls).containsExactly("caps");
    assertThat(told.caps).containsEntry(CLUB, StorageCap.bytes(5));
  }

  @Test
  void everything_survivesAKill() throws Exception {
    WeeklyWindow night = WeeklyWindow.parse("sat,sun 22:00-06:00").orElseThrow();
    WeeklyWindow office = WeeklyWindow.parse("mon-fri 09:00-17:30").orElseThrow();
    TransferRules rules =
        new TransferRules(
            SLOW,
            RateLimits.STOP,
            true,
            WeeklySchedule.NONE
                .with(
                    night,
                    new WeeklySchedule.Rates(Optional.of(Rate.unlimited()), Optional.empty()))
                .with(office, new WeeklySchedule.Rates(Optional.empty(), Optional.of(Rate.stop()))),
            Pause.until(clock.instant().plusSeconds(100)),
            OptionalLong.of(0));
    AccountLimits set = new AccountLimits(rules, StorageCap.bytes(0));
    limits.change(CLUB, before -> set);
    AccountLimits node =
        new AccountLimits(TransferRules.NONE.pause(Pause.untilResumed()), StorageCap.unlimited());
    limits.change(Account.NODE, before -> node);
    WorkLimits work = new WorkLimits(OptionalInt.of(50), OptionalLong.of(256 << 20));
    limits.changeWork(before -> work);
    assertThat(told.exemptLocal).isFalse();
    limits.exemptLocal(true);
    assertThat(told.exemptLocal).isTrue();
    told.exemptLocal = false;
    // Nothing is closed in order: what was not on the disk before would be lost.
    Path copy = directory.resolve("copy.mv.db");
    Files.copy(directory.resolve("node.mv.db"), copy);
    close();
    Files.move(copy, directory.resolve("node.mv.db"), StandardCopyOption.REPLACE_EXISTING);
    open();
    assertThat(limits.of(CLUB)).isEqualTo(set);
    assertThat(limits.of(Account.NODE)).isEqualTo(node);
    assertThat(limits.work()).isEqualTo(work);
    assertThat(told.node).isEqualTo(RateLimits.STOP);
    assertThat(told.work).isEqualTo(work);
    assertThat(told.exemptLocal).isTrue();
    assertThat(limits.exemptLocal()).isTrue();
  }

  @Test
  void pause_endsByItself() throws Exception {
    transfer(
        Account.NODE, TransferRules.NONE.pause(Pause.until(clock.instant().plusSeconds(3_600))));
    assertThat(told.node).isEqualTo(RateLimits.STOP);
    pass(Duration.ofMinutes(59));
    assertThat(told.node).isEqualTo(RateLimits.STOP);
    pass(Duration.ofMinutes(1));
    assertThat(told.node).isEqualTo(RateLimits.UNLIMITED);
  }

  @Test
  void schedule_beginsAndEnds_alsoWhenTheClockJumps() throws Exception {
    WeeklyWindow window = WeeklyWindow.parse("sun 13:00-14:00").orElseThrow();
    transfer(
        CLUB,
        TransferRules.NONE.schedule(
            WeeklySchedule.NONE.with(
                window,
                new WeeklySchedule.Rates(Optional.of(SLOW.up()), Optional.of(SLOW.down())))));
    assertThat(told.communities).containsEntry(CLUB, RateLimits.UNLIMITED);
    pass(Duration.ofHours(1));
    assertThat(told.communities).containsEntry(CLUB, SLOW);
    clock.jump(Duration.ofHours(-3));
    limits.refresh();
    assertThat(told.communities).containsEntry(CLUB, RateLimits.UNLIMITED);
    clock.jump(Duration.ofHours(3).plusMinutes(59));
    limits.refresh();
    assertThat(told.communities).containsEntry(CLUB, SLOW);
    pass(Duration.ofMinutes(1));
    assertThat(told.communities).containsEntry(CLUB, RateLimits.UNLIMITED);
  }

  @Test
  void budget_usedUp_stopsUntilTheMonthEnds() throws Exception {
    transfer(CLUB, TransferRules.NONE.monthly(OptionalLong.of(1_000)));
    monthBytes.put(CLUB, 999L);
    limits.refresh();
    assertThat(told.communities).containsEntry(CLUB, RateLimits.UNLIMITED);
    monthBytes.put(CLUB, 1_000L);
    limits.refresh();
    assertThat(told.communities).containsEntry(CLUB, RateLimits.STOP);
    assertThat(limits.now().own(CLUB).why()).isEqualTo(Why.BUDGET_USED_UP);
    monthBytes.clear();
    pass(Duration.ofDays(31));
    assertThat(told.communities).containsEntry(CLUB, RateLimits.UNLIMITED);
  }
}
