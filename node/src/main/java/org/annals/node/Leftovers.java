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
import org.annals.node.eviction.PartialFiles;
import org.annals.node.home.Home;
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

  /** Counts log files, keys, lock and socket, and keeps room for those that come. */
  void countSmallFiles() throws IOException {
    for (Path each : files(parts.home().logs())) {
      boolean counted = each.getFileName().toString().startsWith("node.");
      if (!counted) {
        parts.storage().found(Account.NODE, StorageKind.LOG, Files.size(each));
      }
    }
    // The node's log is written by a library that cannot be refused: it counts as if it were full.
    parts.storage().found(Account.NODE, StorageKind.LOG, Home.NODE_LOG_BYTES);
    parts.storage().found(Account.NODE, StorageKind.TEMPORARY, Home.SMALL_FILES_BYTES);
  }

  /**
   * Clears the directory of what was being fetched and packed, and old catalogues; counts what
   * stays.
   */
  void clear(Communities communities) throws IOException {
    Map<String, Account> wanted = new HashMap<>();
    for (Community community : communities.all()) {
      Account account = community.id().account();
      community.chunks().all().stream()
          .filter(Leftovers::isWanted)
          .forEach(entry -> wanted.put(entry.chunk() + ".annals", account));
      for (CatalogueLink link : community.head().view().wanted()) {
        wanted.put(link.fileName(), account);
      }
      countCatalogues(community);
      community.catalogues().prune();
    }
    for (Path each : files(parts.home().incoming().resolve("packing"))) {
      Files.delete(each);
    }
    for (Path each : files(parts.home().incoming())) {
      Account account = wanted.get(PartialFiles.nameOf(each));
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

  private void countCatalogues(Community community) throws IOException {
    for (Path each : files(community.catalogues().directory())) {
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
