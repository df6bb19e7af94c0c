package org.annals.node.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.annals.quota.UnlimitedStorage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that are killed while they write. */
class NodeDatabaseCrashTest {
  private static final int KILLS =
      Integer.getInteger("annals.crashes", Boolean.getBoolean("annals.full") ? 150 : 12);

  @TempDir Path folder;

  @Test
  void update_processKilledAtAnyMoment_isThereAtEachLaterOpening() throws Exception {
    Path file = folder.resolve("node");
    Random random = new Random(5);
    int durable = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      durable = Math.max(durable, countUntilKilled(file, kill, durable + 2 + random.nextInt(40)));
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

  private int countUntilKilled(Path file, int seed, int enough) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                CountingChild.class.getName(),
                file.toString(),
                String.valueOf(seed))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
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
