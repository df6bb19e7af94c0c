package org.annals.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Whole directories. */
final class FileTree {
  private FileTree() {}

  /** Copies a directory with all below it, times and permissions too. */
  static void copy(Path from, Path to) throws IOException {
    for (Path each : paths(from)) {
      Path target = to.resolve(from.relativize(each).toString());
      Files.copy(each, target, StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  /** Deletes a directory with all below it. */
  static void delete(Path directory) throws IOException {
    for (Path each : paths(directory).stream().sorted(Comparator.reverseOrder()).toList()) {
      Files.delete(each);
    }
  }

  private static List<Path> paths(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.toList();
    }
  }
}
