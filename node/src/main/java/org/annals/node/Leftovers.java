package org.annals.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.LedgerEntry;
import org.annals.magnetindex.announcement.CatalogueLink;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.node.community.HomeParts;
import org.annals.quota.Account;
import org.annals.quota.StorageKind;

/**
 * What earlier runs left on disk beside chunks, databases and journals, which count themselves:
 * half-fetched files that are still wanted are counted and kept, others go.
 */
final class Leftovers {
  private final HomeParts parts;

  Leftovers(HomeParts parts) {
    this.parts = parts;
  }

  /** Counts the log files of earlier runs. */
  void countLogs() throws IOException {
    for (Path each : files(parts.home().logs())) {
      parts.storage().found(Account.NODE, StorageKind.LOG, Files.size(each));
    }
  }

  /**
   * Clears the directory of what was being fetched and packed, and old catalogues; counts what
   * stays.
   */
  void clear(Communities communities) throws IOException {
    Map<String, Account> wanted = new HashMap<>();
    for (Community community : communities.all()) {
      Account account = community.id().account();
      community.ledger().stream()
          .filter(Leftovers::isWanted)
          .forEach(entry -> wanted.put(entry.chunk() + ".annals", account));
      for (CatalogueLink link : community.head().view().wanted()) {
        wanted.put(link.fileName(), account);
      }
      countCatalogues(community);
      community.pruneCatalogues();
    }
    for (Path each : files(parts.home().incoming().resolve("packing"))) {
      Files.delete(each);
    }
    for (Path each : files(parts.home().incoming())) {
      Account account = wanted.get(wantedName(each));
      if (account == null) {
        Files.delete(each);
      } else {
        parts.storage().found(account, StorageKind.PARTIAL, Files.size(each));
      }
    }
  }

  private static boolean isWanted(LedgerEntry entry) {
    ChunkState state = entry.state();
    return state == ChunkState.ANNOUNCED
        || state == ChunkState.FETCHING
        || state == ChunkState.FAILED;
  }

  /** Records beside a partial file have names that begin with its own. */
  private static String wantedName(Path file) {
    String name = file.getFileName().toString();
    int dot = name.indexOf('.');
    int end = dot < 0 ? -1 : name.indexOf('.', dot + 1);
    return end < 0 ? name : name.substring(0, end);
  }

  private void countCatalogues(Community community) throws IOException {
    for (Path each : files(community.catalogues())) {
      if (each.getFileName().toString().endsWith(".new")) {
        Files.delete(each);
      } else {
        parts.storage().found(community.id().account(), StorageKind.CATALOGUE, Files.size(each));
      }
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
