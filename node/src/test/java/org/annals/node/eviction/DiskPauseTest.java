package org.annals.node.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.annals.importer.disk.StorageRefusedException;
import org.annals.quota.StorageCap;
import org.annals.quota.storage.CappedStorage;
import org.annals.testkit.VirtualClock;
import org.annals.testkit.VirtualScheduler;
import org.annals.testkit.fault.FaultFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskPauseTest {
  @TempDir private Path directory;
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private final List<String> told = new ArrayList<>();
  private final VirtualScheduler loop = new VirtualScheduler(new VirtualClock(START));
  private final CappedStorage storage = new CappedStorage();
  private FaultFileSystem disk;
  private DiskPause pause;

  @BeforeEach
  void pausing() throws IOException {
    disk = new FaultFileSystem(directory);
    pause =
        new DiskPause(
            disk.root(),
            storage,
            new DiskPause.Time(loop, loop.clock()),
            new DiskPause.Work() {
              @Override
              public void pause() {
                told.add("pause");
              }

              @Override
              public void resume() {
                told.add("resume");
              }
            });
  }

  @Test
  void diskFull_pausesOnce_andGoesOnByItselfWhenThereIsRoom() {
    disk.faults().spaceLeft(100);
    pause.failed("No space left on device");
    pause.failed("No space left on device");
    loop.advance(Duration.ofMinutes(10));
    assertThat(told).containsExactly("pause");
    assertThat(pause.alert())
        .hasValueSatisfying(text -> assertThat(text).contains("No space left"));
    disk.faults().clear();
    loop.advance(Duration.ofMinutes(1));
    assertThat(told).containsExactly("pause", "resume");
    assertThat(pause.alert()).isEmpty();
  }

  @Test
  void inputOutputErrors_areTriedEverMoreSeldom() {
    disk.faults().failFromCall(1);
    pause.failed("Input/output error");
    loop.advance(Duration.ofMinutes(10));
    // 1, 2, 4, 8, 16, 32 s, then each minute: each trial opens the file and tries to delete it.
    assertThat(disk.faults().log().stream().filter(each -> each.startsWith("open")).count())
        .isBetween(10L, 18L);
    disk.faults().clear();
    loop.advance(Duration.ofMinutes(1));
    assertThat(told).containsExactly("pause", "resume");
  }

  @Test
  void takesTheTrialAndFailsAgain_isTriedEverMoreSeldom() {
    for (int i = 0; i < 10; i++) {
      pause.failed("write error");
      while (pause.alert().isPresent()) {
        loop.advance(Duration.ofSeconds(1));
      }
    }
    // 1, 2, 4, 8, 16, 32 s, then each minute.
    assertThat(Duration.between(START, loop.clock().instant()))
        .isBetween(Duration.ofSeconds(250), Duration.ofSeconds(310));
  }

  @Test
  void isDiskFailure_inAnyLanguage_butNotWhatIsNoFailureOfTheDisk() {
    assertThat(DiskPause.isDiskFailure(new IOException("Auf dem Ger\u00e4t ist kein Platz")))
        .isTrue();
    assertThat(DiskPause.isDiskFailure(new IOException((String) null))).isTrue();
    assertThat(DiskPause.isDiskFailure(new NoSuchFileException("gone"))).isFalse();
    assertThat(DiskPause.isDiskFailure(new IOException("x", new StorageRefusedException("cap", 1))))
        .isFalse();
    assertThat(DiskPause.isDiskFailure(new ClosedByInterruptException())).isFalse();
  }

  @Test
  void trial_leavesNothingBehind() throws IOException {
    pause.failed("once");
    loop.advance(Duration.ofSeconds(1));
    assertThat(told).containsExactly("pause", "resume");
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
    assertThat(storage.usage().reserved()).isZero();
    assertThat(storage.usage().usedTotal()).isZero();
  }

  @Test
  void capLeavesNoRoomForATrial_theCapHoldsBackAlone() {
    storage.caps(StorageCap.bytes(10), Map.of());
    pause.failed("once");
    loop.advance(Duration.ofSeconds(1));
    assertThat(told).containsExactly("pause", "resume");
  }
}
