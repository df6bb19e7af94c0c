package org.annals.node.eviction;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.ImportState;
import org.annals.archiver.store.LedgerEntry;
import org.annals.importer.database.Removal;
import org.annals.importer.database.WriteOutcome;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.quota.Account;
import org.annals.quota.StorageCap;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageUsage;
import org.annals.quota.storage.CappedStorage;
import org.annals.quota.storage.Caps;
import org.annals.quota.storage.Need;
import org.annals.quota.storage.Occupancy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Text of evicted chunks stays readable while databases take at most their {@link TextShare} of the
 * cap. Beyond that, and where a cap would be passed although no chunk can go any more, the oldest
 * evicted text goes too; then the database is compacted with leave for a second copy of itself.
 *
 * <p>Blocks on the disk: runs on a lane. Thread-safe; calls take turns.
 */
public final class EvictedText {
  private static final Logger log = LoggerFactory.getLogger(EvictedText.class);

  /** What taking rows out may write before the file gets shorter. */
  private static final long CHANGE_ROOM = 2 << 20;

  /** What the ledger says of a chunk whose text went too. */
  public static final String NOTE = "its text made room too";

  private final Communities communities;
  private final CappedStorage storage;
  private final TextShare share;
  private final Room room;

  /** Makes room at the cost of chunks. */
  @FunctionalInterface
  interface Room {
    /** Whether enough has gone. */
    boolean make(Need need) throws IOException;
  }

  /** Watches these communities. */
  EvictedText(Communities communities, CappedStorage storage, TextShare share, Room room) {
    this.communities = communities;
    this.storage = storage;
    this.share = share;
    this.room = room;
  }

  private record Oldest(Community community, LedgerEntry entry) {}

  /**
   * Removes text until caps and share are kept, nothing is left that may go, or there is no room.
   */
  synchronized void trim(Caps caps) throws IOException {
    for (Community each : communities.all()) {
      Account account = each.id().account();
      boolean going = true;
      while (going && isTooMuch(caps, account, storage.usage(account))) {
        going = removeOldest(Stream.of(each));
      }
    }
    boolean going = true;
    while (going && isTooMuch(caps, Account.NODE, storage.usage())) {
      going = removeOldest(communities.all().stream());
    }
  }

  private boolean isTooMuch(Caps caps, Account account, StorageUsage usage) throws IOException {
    long databases = usage.used().getOrDefault(StorageKind.DATABASE, 0L);
    return caps.of(account) instanceof StorageCap.Limited limited
        && (databases > limited.bytes() / 100.0 * share.percent()
            || usage.usedTotal() + usage.reserved() > limited.bytes());
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
    // At the cap text can only go when chunks give it room for that: else it would stay for ever.
    Account account = community.id().account();
    long needed = CHANGE_ROOM + databaseBytes(community);
    if (storage.occupancy().room(account) < needed) {
      var unused = room.make(new Need(account, needed, Optional.empty()));
    }
    if (community.messages().remove(entry.chunk(), Removal.EVICT)
        instanceof WriteOutcome.Refused refused) {
      log.info("no room to take evicted text out: {}", refused.reason());
      return false;
    }
    community
        .chunks()
        .change(
            entry.chunk(),
            known -> known.imported(ImportState.NONE).in(known.state(), NOTE, known.changed()));
    log.info("the text of evicted chunk {} makes room too", entry.chunk());
    // Unless it is written anew the file is as long as before, and the next text would go in vain.
    return community.messages().rewrite();
  }

  /** Gives databases up that hold evicted text, the longest first, until caps are kept. */
  synchronized void giveUp(Caps caps) throws IOException {
    List<Community> longest =
        communities.all().stream()
            .filter(each -> !each.row().owned() && evicted(each).findAny().isPresent())
            .sorted(Comparator.comparingLong(this::databaseBytes).reversed())
            .toList();
    for (Community each : longest) {
      Occupancy now = storage.occupancy(caps);
      if (now.node().excess() > 0 || now.of(each.id().account()).excess() > 0) {
        log.warn("all text of {} makes room; what is here is imported again", each.id());
        each.startMessagesAnew(NOTE);
      }
    }
  }

  private long databaseBytes(Community community) {
    return storage.usage(community.id().account()).used().getOrDefault(StorageKind.DATABASE, 0L);
  }

  private static Stream<Oldest> evicted(Community community) {
    try {
      return community.chunks().all().stream()
          .filter(entry -> entry.state() == ChunkState.EVICTED)
          .filter(entry -> entry.imported().complete() || entry.imported().sections() > 0)
          .map(entry -> new Oldest(community, entry));
    } catch (IOException e) {
      log.error("what was evicted of {} cannot be found out", community.id(), e);
      return Stream.of();
    }
  }
}
