package org.annals.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Which files this process has open, as Linux tells it; elsewhere a test that asks is skipped. */
public final class OpenHandles {
  private static final Path HANDLES = Path.of("/proc/self/fd");

  private OpenHandles() {}

  /** How many handles are open on a file that exists. */
  public static long on(Path file) throws IOException {
    assumeTrue(Files.isDirectory(HANDLES), "the system does not tell which files are open");
    Path real = file.toRealPath();
    List<Path> handles;
    try (Stream<Path> all = Files.list(HANDLES)) {
      handles = all.toList();
    }
    long count = 0;
    for (Path each : handles) {
      count += target(each).equals(real) ? 1 : 0;
    }
    return count;
  }

  private static Path target(Path handle) throws IOException {
    try {
      return Files.readSymbolicLink(handle);
    } catch (NoSuchFileException e) {
      // It was closed since they were listed.
      return handle;
    }
  }
}
