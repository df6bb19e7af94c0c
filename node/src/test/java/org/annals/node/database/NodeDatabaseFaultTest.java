package org.annals.node.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.annals.quota.UnlimitedStorage;
import org.annals.testkit.fault.FaultFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An input/output error at every call of the life of a node's database, underneath H2. */
class NodeDatabaseFaultTest {
  private static final int CHANGES = 12;

  @TempDir Path folder;

  /** Something that may fail once, and is then done again. */
  private interface Step<T> {
    T take() throws IOException;
  }

  private static <T> T take(Step<T> step) throws IOException {
    try {
      return step.take();
    } catch (IOException planned) {
      return step.take();
    }
  }

  /** One call of all these may fail; returns what the calls were. */
  private static List<String> live(FaultFileSystem disk) throws IOException {
    UnlimitedStorage storage = new UnlimitedStorage();
    Path path = disk.root().resolve("node");
    NodeDatabase database = take(() -> NodeDatabase.open(path, storage));
    Settings settings = new Settings(database);
    for (int i = 0; i < CHANGES; i++) {
      String value = "value " + i;
      take(
          () -> {
            settings.put("last", value);
            return value;
          });
      assertThat(take(() -> settings.get("last"))).contains(value);
    }
    try {
      database.close();
    } catch (IOException planned) {
      assertThat(planned).hasStackTraceContaining("Input/output error (planned");
    }
    assertThat(storage.usage().usedTotal()).isZero();
    try (NodeDatabase again = take(() -> NodeDatabase.open(path, storage))) {
      Settings found = new Settings(again);
      assertThat(take(() -> found.get("last"))).contains("value " + (CHANGES - 1));
      List<String> calls = disk.faults().log();
      disk.faults().clear();
      return calls;
    }
  }

  private FaultFileSystem disk(String name) throws IOException {
    return new FaultFileSystem(Files.createDirectory(folder.resolve(name)));
  }

  @Test
  void error_atEveryCall_isToldAndLosesNothing() throws IOException {
    List<String> calls = live(disk("sound"));
    assertThat(calls).hasSizeGreaterThan(3 * CHANGES);
    for (int k = 1; k <= calls.size(); k++) {
      FaultFileSystem disk = disk("error-" + k);
      disk.faults().failCall(k);
      try {
        live(disk);
      } catch (IOException | RuntimeException | AssertionError e) {
        throw new AssertionError("an error at call " + k + ", like " + calls.get(k - 1), e);
      }
    }
  }
}
