package org.annals.node.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.annals.quota.UnlimitedStorage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that are killed while they write. */
class NodeDatabaseCrashTest {
  private static final int KILLS =
      Integer.getInteger("annals.crashes", Boolean.getBoolean("annals.full") ? 150 : 12);

  private static final int SHORT = 2_000;
  private static final int LONG = 40_000;
  private static final long COPYING_NANOS = 20_000_000;

  @TempDir Path folder;

  @Test
  void update_processKilledAtAnyMoment_isThereAtEachLaterOpening() throws Exception {
    Path file = folder.resolve("node");
    Random random = new Random(5);
    int durable = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Process child = child(file, kill, SHORT);
      durable = Math.max(durable, lastNumber(child, durable + 2 + random.nextInt(40)));
      // The second opening is of a file that was closed in order.
      for (int opening = 0; opening < 2; opening++) {
        assertThat(count(file))
            .as("kill %s, opening %s", kill, opening)
            .isBetween(durable, durable + 1);
      }
    }
    assertThat(durable).isGreaterThan(KILLS);
  }

  private static int count(Path file) throws IOException {
    try (NodeDatabase database = NodeDatabase.open(file, new UnlimitedStorage())) {
      return CountingChild.count(database);
    }
  }

  /** The copy that makes the file shorter is seen, and its process killed in the middle of it. */
  @Test
  void update_processKilledWhileTheFileIsCopied_isThereAtEachLaterOpening() throws Exception {
    Path file = folder.resolve("node");
    Path copy = folder.resolve("node.mv.db.new");
    int durable = 0;
    int halfCopied = 0;
    int kills = KILLS / 4;
    for (int kill = 0; kill < kills; kill++) {
      Process child = child(file, kill, LONG);
      long wait = kill * COPYING_NANOS / kills;
      Thread killing = new Thread(() -> killInTheMiddleOf(copy, wait, child));
      killing.start();
      durable = Math.max(durable, lastNumber(child, Integer.MAX_VALUE));
      killing.join();
      halfCopied += Files.exists(copy) ? 1 : 0;
      for (int opening = 0; opening < 2; opening++) {
        assertThat(count(file))
            .as("kill %s, opening %s", kill, opening)
            .isBetween(durable, durable + 1);
      }
      assertThat(copy).doesNotExist();
    }
    assertThat(halfCopied).as("killed in the middle of a copy").isPositive();
  }

  private static void killInTheMiddleOf(Path copy, long waitNanos, Process child) {
    while (!Files.exists(copy) && child.isAlive()) {
      Thread.onSpinWait();
    }
    long end = System.nanoTime() + waitNanos;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    child.toHandle().destroyForcibly();
  }

  private static Process child(Path file, int seed, int longest) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            CountingChild.class.getName(),
            file.toString(),
            String.valueOf(seed),
            String.valueOf(longest))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** What a child has said until it was killed, which happens here when it has counted enough. */
  private static int lastNumber(Process child, int enough) throws Exception {
    int last = 0;
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        last = Integer.parseInt(line);
        if (last >= enough) {
          // Through the handle: the process itself would close its output unread.
          child.toHandle().destroyForcibly();
        }
      }
    }
    child.waitFor();
    return last;
  }
}
