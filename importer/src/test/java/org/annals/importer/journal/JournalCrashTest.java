package org.annals.importer.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.annals.quota.Account;
import org.annals.quota.UnlimitedStorage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that stop without a warning while they append. */
@Tag("slow")
class JournalCrashTest {
  private static final int CRASHES = Integer.getInteger("annals.crashes", 10);

  @TempDir Path folder;

  @Test
  void crash_atRandomMoments_losesNothingAcknowledged() throws Exception {
    List<String> acknowledged = new ArrayList<>();
    for (int seed = 0; seed < CRASHES; seed++) {
      acknowledged.addAll(crash(seed));
      try (LiveJournal journal =
          LiveJournal.open(folder, new Account("c"), new UnlimitedStorage())) {
        assertThat(journal.openReport().damagedBytes()).isZero();
        for (String name : acknowledged) {
          var entry = journal.entry(Entries.id(name));
          assertThat(entry).as(name).isPresent();
          assertThat(journal.envelope(entry.orElseThrow().locator())).isNotEmpty();
        }
      }
    }
    assertThat(acknowledged).isNotEmpty();
  }

  private List<String> crash(int seed) throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                JournalCrashChild.class.getName(),
                folder.toString(),
                String.valueOf(seed))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> names = new ArrayList<>();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        names.add(line);
      }
    }
    assertThat(child.waitFor()).isEqualTo(9);
    return names;
  }
}
