package org.annals.importer.journal;

import static org.annals.importer.journal.Entries.id;
import static org.annals.importer.journal.Entries.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.annals.quota.Account;
import org.annals.quota.UnlimitedStorage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A crash may leave any beginning of the last append, or garbage behind it. */
class TornJournalTest {
  private static final Account ACCOUNT = new Account("c");

  @TempDir Path folder;

  private LiveJournal open(Path where) throws IOException {
    return LiveJournal.open(where, ACCOUNT, new UnlimitedStorage());
  }

  @Test
  void open_fileCutAtAnyByte_holdsExactlyTheWholeEntries() throws IOException {
    List<Long> ends = new ArrayList<>();
    Path file = folder.resolve("full").resolve("0.journal");
    try (LiveJournal journal = open(folder.resolve("full"))) {
      for (int i = 0; i < 4; i++) {
        journal.append(List.of(message("m" + i, 5 + i)));
        ends.add(Files.size(file));
      }
    }
    byte[] whole = Files.readAllBytes(file);
    Path cut = Files.createDirectories(folder.resolve("cut"));
    for (int length = 0; length <= whole.length; length++) {
      long limit = length;
      Files.write(cut.resolve("0.journal"), Arrays.copyOf(whole, length));
      try (LiveJournal journal = open(cut)) {
        assertThat(journal.messages()).isEqualTo(ends.stream().filter(end -> end <= limit).count());
        assertThat(journal.openReport().damagedBytes()).isZero();
        if (length % 16 != 0) {
          continue;
        }
        journal.append(List.of(message("after", 9)));
      }
      try (LiveJournal journal = open(cut)) {
        assertThat(journal.find(id("after"))).isPresent();
      }
    }
  }

  @Test
  void open_garbageBehindTheLastEntry_isCutOff() throws IOException {
    Path file = folder.resolve("0.journal");
    try (LiveJournal journal = open(folder)) {
      journal.append(List.of(message("a", 5)));
    }
    byte[] good = Files.readAllBytes(file);
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      byte[] bad = Arrays.copyOf(good, good.length + random.nextInt(3000));
      for (int at = good.length; at < bad.length; at++) {
        bad[at] = i % 2 == 0 ? 0 : (byte) random.nextInt();
      }
      Files.write(file, bad);
      try (LiveJournal journal = open(folder)) {
        assertThat(journal.messages()).isEqualTo(1);
      }
      assertThat(Files.size(file)).isEqualTo(good.length);
    }
  }

  @Test
  void open_anyFlippedByte_losesAtMostThatEntry() throws IOException {
    Path file = folder.resolve("0.journal");
    try (LiveJournal journal = open(folder)) {
      for (int i = 0; i < 3; i++) {
        journal.append(List.of(message("m" + i, 5 + i)));
      }
    }
    byte[] good = Files.readAllBytes(file);
    for (int at = Segment.HEADER; at < good.length; at += 7) {
      byte[] bad = good.clone();
      bad[at] ^= 0x40;
      Files.write(file, bad);
      try (LiveJournal journal = open(folder)) {
        assertThat(journal.messages()).isBetween(2L, 3L);
      }
    }
  }
}
