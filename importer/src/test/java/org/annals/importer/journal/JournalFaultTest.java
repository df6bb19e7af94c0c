package org.annals.importer.journal;

import static org.annals.importer.journal.Entries.WEEK;
import static org.annals.importer.journal.Entries.id;
import static org.annals.importer.journal.Entries.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.annals.archiver.TimeWindow;
import org.annals.quota.Account;
import org.annals.quota.UnlimitedStorage;
import org.annals.testkit.fault.Crash;
import org.annals.testkit.fault.FaultFileSystem;
import org.annals.testkit.fault.Faults;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Power cuts, errors and full disks at every call of a journal's life (T13, T14). */
class JournalFaultTest {
  private static final Account ACCOUNT = new Account("c");

  @TempDir Path folder;

  /** What must be there: acknowledged, and not given leave to go. */
  private final List<String> owed = new ArrayList<>();

  private static LiveJournal open(FaultFileSystem disk) throws IOException {
    return open(disk, new UnlimitedStorage());
  }

  private static LiveJournal open(FaultFileSystem disk, UnlimitedStorage storage)
      throws IOException {
    return LiveJournal.open(folder(disk), ACCOUNT, storage);
  }

  private static Path folder(FaultFileSystem disk) {
    return disk.root().resolve("community").resolve("live");
  }

  private void append(LiveJournal journal, String name, long clock) throws IOException {
    journal.append(List.of(message(name, clock)));
    owed.add(name);
  }

  private void live(FaultFileSystem disk) throws IOException {
    try (LiveJournal journal = open(disk)) {
      append(journal, "a", 5);
      append(journal, "b", 6);
      append(journal, "c", WEEK);
      append(journal, "d", WEEK + 1);
      owed.removeAll(List.of("a", "c", "d"));
      journal.drop(new TimeWindow(0), e -> !e.id().equals(id("b")));
      journal.drop(new TimeWindow(1), e -> true);
      append(journal, "e", 7);
      append(journal, "f", WEEK);
    }
  }

  private void requireOwed(FaultFileSystem disk, String what) throws IOException {
    try (LiveJournal journal = open(disk)) {
      for (String name : owed) {
        assertThat(journal.find(id(name))).as("%s after %s", name, what).isPresent();
      }
      journal.append(List.of(message("after", 9)));
    }
    try (LiveJournal journal = open(disk)) {
      assertThat(journal.find(id("after"))).as(what).isPresent();
    }
  }

  private FaultFileSystem disk(String name) throws IOException {
    owed.clear();
    return new FaultFileSystem(Files.createDirectory(folder.resolve(name)));
  }

  private long calls() throws IOException {
    FaultFileSystem disk = disk("count");
    live(disk);
    return disk.faults().calls();
  }

  @Test
  void powerCut_atEveryCall_losesNothingAcknowledged() throws IOException {
    long calls = calls();
    Random random = new Random(11);
    for (long k = 1; k <= calls; k++) {
      List<Crash> crashes = new ArrayList<>();
      crashes.addAll(List.of(Crash.LOSE_ALL, Crash.KEEP_ALL, Crash.KEEP_NAMES));
      for (int i = 0; i < 5; i++) {
        crashes.add(Crash.random(random));
      }
      for (int i = 0; i < crashes.size(); i++) {
        FaultFileSystem disk = disk("cut-" + k + "-" + i);
        disk.faults().dieAtCall(k);
        attempt(disk);
        disk.crash(crashes.get(i));
        requireOwed(disk, "crash " + i + " at call " + k);
      }
    }
  }

  @Test
  void error_atEveryCall_losesNothingAcknowledged() throws IOException {
    long calls = calls();
    for (long k = 1; k <= calls; k++) {
      FaultFileSystem disk = disk("error-" + k);
      disk.faults().failCall(k);
      attempt(disk);
      disk.faults().clear();
      requireOwed(disk, "an error at call " + k);
    }
  }

  @Test
  void error_atEveryCallOfADrop_theSameJournalGoesOnAndLosesNothing() throws IOException {
    long calls = dropAndGoOn("sound", faults -> {});
    assertThat(calls).isGreaterThan(12);
    for (long k = 1; k <= calls; k++) {
      long call = k;
      dropAndGoOn("once-" + k, faults -> faults.failCall(call));
      dropAndGoOn("from-" + k, faults -> faults.failFromCall(call));
    }
  }

  private long dropAndGoOn(String name, Consumer<Faults> plan) throws IOException {
    FaultFileSystem disk = disk(name);
    UnlimitedStorage storage = new UnlimitedStorage();
    long calls;
    try (LiveJournal journal = open(disk, storage)) {
      append(journal, "a", 5);
      append(journal, "b", 6);
      append(journal, "c", 7);
      disk.faults().clear();
      plan.accept(disk.faults());
      tolerated(() -> journal.drop(new TimeWindow(0), e -> e.id().equals(id("a"))));
      calls = disk.faults().calls();
      tolerated(() -> journal.find(id("c")));
      disk.faults().clear();
      assertThat(journal.windows()).as(name).containsExactly(new TimeWindow(0));
      owed.removeAll(List.of("a", "b"));
      assertThat(journal.drop(new TimeWindow(0), e -> !e.id().equals(id("c")))).isEqualTo(1);
      append(journal, "d", 8);
      for (String each : owed) {
        assertThat(journal.find(id(each))).as("%s, %s", each, name).isPresent();
      }
      assertThat(journal.find(id("a"))).as(name).isEmpty();
      assertThat(storage.usage().usedTotal()).as(name).isEqualTo(journal.bytes());
      assertThat(journal.bytes()).isEqualTo(Files.size(folder(disk).resolve("0.journal")));
    }
    requireOwed(disk, name);
    return calls;
  }

  private interface Step {
    void take() throws IOException;
  }

  private static void tolerated(Step step) {
    try {
      step.take();
    } catch (IOException planned) {
      assertThat(planned).hasStackTraceContaining("Input/output error (planned");
    }
  }

  @Test
  void fullDisk_atEveryByte_losesNothingAcknowledgedAndGoesOnLater() throws IOException {
    for (long space = 0; space < 1_500; space += 13) {
      FaultFileSystem disk = disk("full-" + space);
      disk.faults().spaceLeft(space);
      attempt(disk);
      disk.faults().clear();
      requireOwed(disk, space + " bytes");
    }
  }

  @Test
  void fullDisk_thenSpaceAgain_theSameJournalGoesOn() throws IOException {
    FaultFileSystem disk = disk("again");
    try (LiveJournal journal = open(disk)) {
      append(journal, "a", 5);
      disk.faults().spaceLeft(100);
      assertThat(fails(journal, "b")).isTrue();
      disk.faults().clear();
      append(journal, "b", 6);
    }
    requireOwed(disk, "space came back");
  }

  private static boolean fails(LiveJournal journal, String name) {
    try {
      journal.append(List.of(message(name, 6)));
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private void attempt(FaultFileSystem disk) {
    try {
      live(disk);
    } catch (IOException e) {
      assertThat(e.toString()).isNotBlank();
    }
  }
}
