package org.annals.node.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Consumer;
import org.annals.quota.Account;
import org.annals.quota.StorageKind;
import org.annals.quota.TransferTotals;
import org.annals.quota.UnlimitedStorage;
import org.annals.testkit.fault.FaultFileSystem;
import org.annals.testkit.fault.Faults;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that fails for a moment costs that moment, not the year before it and not what follows.
 */
final class RingFilesTest {
  private static final Account CLUB = new Account("club");
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir private Path directory;
  private FaultFileSystem disk;
  private long least;

  @BeforeEach
  void measured() throws IOException {
    disk = new FaultFileSystem(directory);
    try (RingFiles files = new RingFiles(measure(), new UnlimitedStorage())) {
      files.add(CLUB, START, up(1_000));
    }
    least = 1_000;
  }

  private Path measure() {
    return disk.root().resolve("measure");
  }

  private static TransferTotals up(long bytes) {
    return new TransferTotals(bytes, bytes, 0, 0);
  }

  /** Returns how many calls and looks there were while it failed. */
  private long addWhile(Consumer<Faults> plan) throws IOException {
    UnlimitedStorage storage = new UnlimitedStorage();
    try (RingFiles files = new RingFiles(measure(), storage)) {
      disk.faults().clear();
      plan.accept(disk.faults());
      files.add(CLUB, START, up(1));
      long count = disk.faults().calls() + disk.faults().looks();
      disk.faults().clear();
      files.add(CLUB, START, up(100));
      least += 100;
      long kept =
          files.series(CLUB, Resolution.HOUR, START, START).stream()
              .mapToLong(sample -> sample.moved().upPayload())
              .sum();
      assertThat(kept).isBetween(least, least + least / 10);
      assertThat(storage.usage(Account.NODE).used().get(StorageKind.LOG))
          .isEqualTo(Files.size(measure().resolve("club.rings")));
      return count;
    }
  }

  @Test
  void add_diskFailsMeanwhile_pastStaysAndItGoesOn() throws IOException {
    long count = addWhile(faults -> {});
    assertThat(count).isGreaterThan(5);
    for (long k = 1; k <= count; k++) {
      long at = k;
      addWhile(faults -> faults.failCall(at));
      addWhile(faults -> faults.failFromCall(at));
      addWhile(faults -> faults.failLook(at));
      addWhile(faults -> faults.failFromLook(at));
    }
  }
}
