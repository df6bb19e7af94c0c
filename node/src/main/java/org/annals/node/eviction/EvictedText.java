package org.annals.node.eviction;

import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.ImportState;
import org.annals.archiver.store.LedgerEntry;
import org.annals.importer.database.Removal;
import org.annals.importer.database.WriteOutcome;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.node.database.Settings;
import org.annals.quota.Account;
import org.annals.quota.StorageCap;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageUsage;
import org.annals.quota.storage.CappedStorage;
import org.annals.quota.storage.Occupancy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Text of evicted chunks stays readable while databases take at most a share of the cap, half of it
 * unless the setting {@code storage.evicted-text-percent} says otherwise. Beyond that the oldest
 * evicted text goes too, one chunk at a time, and the database is compacted with leave for a second
 * copy of itself. Blocks on the disk: runs on a lane. Thread-safe; calls take turns.
 */
public final class EvictedText {
  private static final Logger log = LoggerFactory.getLogger(EvictedText.class);
  private static final String SHARE = "storage.evicted-text-percent";
  private static final int HALF = 50;
  private static final int COMPACT_MILLIS = 5_000;

  /** What the ledger says of a chunk whose text went too. */
  public static final String NOTE = "its text made room too";

  private final Communities communities;
  private final CappedStorage storage;
  private final Settings settings;

  /** Watches these communities. */
  public EvictedText(Communities communities, CappedStorage storage, Settings settings) {
    this.communities = communities;
    this.storage = storage;
    this.settings = settings;
  }

  private record Oldest(Community community, LedgerEntry entry) {}

  /** Removes text until the share is kept, nothing is left that may go, or there is no room. */
  public synchronized void trim() throws IOException {
    for (Community each : communities.all()) {
      boolean going = true;
      while (going && isTooMuch(each)) {
        going = removeOldest(Stream.of(each));
      }
    }
    boolean going = true;
    while (going && isTooMuch(storage.occupancy().node().cap(), storage.usage())) {
      going = removeOldest(communities.all().stream());
    }
  }

  private boolean isTooMuch(Community community) throws IOException {
    Account account = community.id().account();
    Occupancy now = storage.occupancy();
    return isTooMuch(now.of(account).cap(), storage.usage(account));
  }

  private boolean isTooMuch(StorageCap cap, StorageUsage usage) throws IOException {
    long databases = usage.used().getOrDefault(StorageKind.DATABASE, 0L);
    int percent = settings.get(SHARE).map(Integer::parseInt).orElse(HALF);
    return cap instanceof StorageCap.Limited limited
        && databases > limited.bytes() / 100.0 * percent;
  }

  private boolean removeOldest(Stream<Community> among) throws IOException {
    Optional<Oldest> oldest =
        among
            .flatMap(EvictedText::evicted)
            .min(Comparator.comparing(each -> each.entry().position()));
    if (oldest.isEmpty()) {
      return false;
    }
    Community community = oldest.get().community();
    LedgerEntry entry = oldest.get().entry();
    if (community.remove(entry.chunk(), Removal.EVICT) instanceof WriteOutcome.Refused refused) {
      log.info("no room to take evicted text out: {}", refused.reason());
      return false;
    }
    community.note(
        entry.chunk(),
        known -> known.imported(ImportState.NONE).in(known.state(), NOTE, known.changed()));
    log.info("the text of evicted chunk {} makes room too", entry.chunk());
    // Without compaction the file is as long as before, and the next text would go in vain.
    return community.messages().compactFully(COMPACT_MILLIS);
  }

  private static Stream<Oldest> evicted(Community community) {
    try {
      return community.ledger().stream()
          .filter(entry -> entry.state() == ChunkState.EVICTED)
          .filter(entry -> entry.imported().complete() || entry.imported().sections() > 0)
          .map(entry -> new Oldest(community, entry));
    } catch (IOException e) {
      log.error("what was evicted of {} cannot be found out", community.id(), e);
      return Stream.of();
    }
  }
}
