package org.annals.seeder.bittorrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.annals.archiver.InfoHash;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Writing does not wait for the disk, and nothing that was handed over is lost at the end. */
final class DiskLanesTest {
  private static final InfoHash FILE = InfoHash.of(new byte[InfoHash.LENGTH]);

  private final DiskLanes lanes = new DiskLanes(2, "test-disk", () -> {});
  private final CountDownLatch disk = new CountDownLatch(1);
  private final List<String> done = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    disk.countDown();
    lanes.close();
  }

  private void forced() {
    try {
      disk.await();
      done.add("forced");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void run_whileTheDiskIsWaitedFor_goesOn() throws Exception {
    CountDownLatch written = new CountDownLatch(1);
    lanes.force(this::forced);
    lanes.run(FILE, written::countDown);
    assertThat(written.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(done).isEmpty();
  }

  @Test
  void close_whatWasHandedOver_isFinished() {
    lanes.force(this::forced);
    lanes.force(() -> lanes.run(FILE, () -> done.add("told")));
    lanes.run(FILE, disk::countDown);
    lanes.close();
    assertThat(done).containsExactly("forced", "told");
  }
}
