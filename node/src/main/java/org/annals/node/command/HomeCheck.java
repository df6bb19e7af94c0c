package org.annals.node.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.LedgerEntry;
import org.annals.magnetindex.catalogue.CatalogueFile;
import org.annals.magnetindex.catalogue.CatalogueReading;
import org.annals.node.community.Community;
import org.annals.node.community.HomeParts;

/**
 * What {@code check} proves beside the chunks' own bytes: catalogues, and ledger against database.
 */
final class HomeCheck {
  private static final String CATALOGUE = ".annalscat";

  private HomeCheck() {}

  /** What is wrong, one sentence each. */
  static List<String> problems(HomeParts parts, Community community) throws IOException {
    List<String> problems = new ArrayList<>();
    for (Path file : catalogues(parts.home().community(community.id()).resolve("catalogues"))) {
      String name = file.getFileName().toString();
      CatalogueReading reading =
          CatalogueFile.read(community.id(), Files.readAllBytes(file), parts.signatures());
      if (reading instanceof CatalogueReading.Rejected rejected) {
        problems.add("The catalogue " + name + " is damaged: " + rejected.reason() + ".");
      } else if (reading instanceof CatalogueReading.Verified verified
          && !name.equals(verified.signed().digest().hex() + CATALOGUE)) {
        problems.add("The catalogue " + name + " is another one than its name says.");
      }
    }
    for (LedgerEntry entry : community.chunks().all()) {
      boolean marked = entry.state() == ChunkState.VERIFIED && entry.imported().complete();
      if (marked && !community.messages().isImported(entry.chunk())) {
        problems.add(
            "The messages of the chunk "
                + entry.chunk()
                + " are not in the database; 'annals db rebuild' brings them back.");
      }
    }
    return problems;
  }

  private static List<Path> catalogues(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(CATALOGUE))
          .sorted()
          .toList();
    }
  }
}
