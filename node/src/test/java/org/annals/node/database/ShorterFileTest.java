package org.annals.node.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.annals.importer.disk.FileGrowth;
import org.annals.quota.Account;
import org.annals.quota.StorageKind;
import org.annals.quota.UnlimitedStorage;
import org.annals.testkit.fault.FaultFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed, or a disk that fails, at any step of the copy. */
class ShorterFileTest {
  private static final int NAMES = 12;
  private static final int CHANGES = 50;
  private static final int TEXT = 20_000;
  private static final int CUT_EVERY = 16 << 10;

  @TempDir Path directory;
  private final UnlimitedStorage storage = new UnlimitedStorage();
  private final List<String> committed = new ArrayList<>();
  private byte[] before = {};
  private int homes;

  @BeforeEach
  void aFileThatIsMostlyFreeSpace() throws IOException {
    Path home = Files.createDirectory(directory.resolve("filled"));
    try (NodeDatabase database = NodeDatabase.open(home.resolve("node"), storage)) {
      Settings settings = new Settings(database);
      Random random = new Random(7);
      for (int i = 0; i < CHANGES; i++) {
        String text = Long.toString(random.nextLong()).repeat(TEXT / 20);
        settings.put("name " + i % NAMES, text);
        if (i >= NAMES) {
          committed.set(i % NAMES, text);
        } else {
          committed.add(text);
        }
      }
    }
    before = Files.readAllBytes(home.resolve("node.mv.db"));
  }

  private Path home() throws IOException {
    Path home = Files.createDirectory(directory.resolve("home " + homes++));
    Files.write(file(home), before);
    return home;
  }

  private static Path file(Path home) {
    return home.resolve("node.mv.db");
  }

  private static Path copy(Path home) {
    return home.resolve("node.mv.db.new");
  }

  private FileGrowth growth() {
    FileGrowth growth = new FileGrowth(storage, Account.NODE, StorageKind.DATABASE);
    growth.found(before.length);
    return growth;
  }

  /** The second opening is of a file that was closed in order. */
  private void requireAllAndGoesOn(Path home) throws IOException {
    for (int opening = 0; opening < 2; opening++) {
      try (NodeDatabase database = NodeDatabase.open(home.resolve("node"), storage)) {
        Settings settings = new Settings(database);
        for (int i = 0; i < NAMES; i++) {
          assertThat(settings.get("name " + i)).contains(committed.get(i));
        }
        settings.put("opened", "at " + opening);
      }
      assertThat(copy(home)).doesNotExist();
    }
  }

  @Test
  void write_givesAShorterFileWithAll_andCountsIt() throws IOException {
    Path home = home();
    FileGrowth growth = new ShorterFile(file(home)).write(growth());
    assertThat(Files.size(file(home))).isLessThan(before.length / 2);
    assertThat(growth.length()).isEqualTo(Files.size(file(home)));
    assertThat(storage.usage().usedTotal()).isEqualTo(growth.length());
    requireAllAndGoesOn(home);
  }

  /** What a call does itself is done whole or not at all; the writes of the copy are cut below. */
  @Test
  void write_processDiesAtAnyCall_opensWithAll() throws IOException {
    List<Boolean> replaced = new ArrayList<>();
    for (boolean died = true; died; ) {
      Path home = home();
      FaultFileSystem disk = new FaultFileSystem(home);
      ShorterFile shorter = new ShorterFile(file(disk.root()));
      disk.faults().clear();
      disk.faults().dieAtCall(replaced.size() + 1);
      died = fails(shorter);
      assertThat(died).isEqualTo(disk.faults().died());
      replaced.add(Files.size(file(home)) < before.length);
      if (!replaced.get(replaced.size() - 1)) {
        assertThat(Files.readAllBytes(file(home))).isEqualTo(before);
      }
      requireAllAndGoesOn(home);
    }
    assertThat(replaced).hasSizeGreaterThan(5).startsWith(false, false).endsWith(true, true);
  }

  private boolean fails(ShorterFile shorter) {
    try {
      shorter.write(growth());
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void write_processDiesInsideTheCopy_opensWithAll() throws IOException {
    Path whole = home();
    new ShorterFile(file(whole)).write(growth());
    byte[] copy = Files.readAllBytes(file(whole));
    for (int length = 0; length <= copy.length; length += CUT_EVERY) {
      Path home = home();
      Files.write(copy(home), Arrays.copyOf(copy, length));
      requireAllAndGoesOn(home);
    }
  }

  @Test
  void write_aCallFails_nothingIsLeftOfTheCopy_andNoByteIsUncounted() throws IOException {
    int call = 0;
    for (boolean failed = true; failed; ) {
      Path home = home();
      FaultFileSystem disk = new FaultFileSystem(home);
      ShorterFile shorter = new ShorterFile(file(disk.root()));
      long used = storage.usage().usedTotal();
      disk.faults().clear();
      disk.faults().failCall(++call);
      failed = fails(shorter);
      assertThat(storage.usage().usedTotal() - used)
          .isEqualTo(failed ? before.length : Files.size(file(home)));
      assertThat(copy(home)).doesNotExist();
      requireAllAndGoesOn(home);
    }
    assertThat(call).isGreaterThan(5);
  }

  /** After a power loss names may be there whose bytes are not. */
  @Test
  void write_bytesAreDurableBeforeTheyGetTheName() throws IOException {
    Path home = home();
    FaultFileSystem disk = new FaultFileSystem(home);
    ShorterFile shorter = new ShorterFile(file(disk.root()));
    disk.faults().clear();
    shorter.write(growth());
    assertThat(disk.faults().log())
        .containsSubsequence(
            "force node.mv.db.new", "move node.mv.db", "force " + home.getFileName());
  }
}
