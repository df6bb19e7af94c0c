package org.annals.importer.discord;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the files of an import. */
final class ExportFiles {
  private static final int MAX_DEPTH = 32;

  /**
   * Names that the exporter gives to media. Somebody may have sent a forged export as an attachment
   * of a message; it must not be taken for one of the owner's.
   */
  private static final Pattern MEDIA_NAME =
      Pattern.compile(".*-([0-9A-F]{5}|[0-9a-f]{16})\\.json", Pattern.CASE_INSENSITIVE);

  private ExportFiles() {}

  /** The file itself, or all JSON files below a folder that are no media, in a fixed order. */
  static List<Path> below(Path path) throws IOException {
    BasicFileAttributes named = Files.readAttributes(path, BasicFileAttributes.class);
    if (named.isRegularFile()) {
      return List.of(path);
    }
    if (!named.isDirectory()) {
      throw new NoSuchFileException(path.toString());
    }
    try (Stream<Path> files =
        Files.find(path, MAX_DEPTH, (file, attributes) -> attributes.isRegularFile())) {
      return files.filter(file -> isExportName(path.relativize(file))).sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static boolean isExportName(Path relative) {
    String name = relative.getFileName().toString();
    if (!name.toLowerCase(Locale.ROOT).endsWith(".json") || MEDIA_NAME.matcher(name).matches()) {
      return false;
    }
    for (Path folder : relative) {
      if (folder.toString().endsWith("_Files")) {
        return false;
      }
    }
    return true;
  }
}
