package org.annals.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Searches all files of a home byte by byte. */
final class HomeBytes {
  private HomeBytes() {}

  /** The files in which some bytes stand, anywhere. */
  static List<Path> with(Path home, byte[] wanted) throws IOException {
    String hex = HexFormat.of().formatHex(wanted);
    try (Stream<Path> files = Files.walk(home)) {
      return files.filter(Files::isRegularFile).filter(file -> contains(file, hex)).toList();
    }
  }

  static List<Path> with(Path home, String wanted) throws IOException {
    return with(home, wanted.getBytes(StandardCharsets.UTF_8));
  }

  /** The files in which a message's words or its picture stand. */
  static List<Path> withMessage(Path home, String channel, int number) throws IOException {
    byte[] picture = DatedExport.picture(channel, number);
    return Stream.concat(
            with(home, DatedExport.words(channel, number)).stream(),
            with(home, Arrays.copyOfRange(picture, 100, 400)).stream())
        .distinct()
        .toList();
  }

  private static boolean contains(Path file, String hex) {
    try {
      String all = HexFormat.of().formatHex(Files.readAllBytes(file));
      int at = all.indexOf(hex);
      while (at >= 0 && at % 2 != 0) {
        at = all.indexOf(hex, at + 1);
      }
      return at >= 0;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
