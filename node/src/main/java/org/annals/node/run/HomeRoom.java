package org.annals.node.run;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import org.annals.archiver.ChunkId;
import org.annals.archiver.InfoHash;
import org.annals.archiver.store.LedgerEntry;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.node.community.HomeParts;
import org.annals.node.eviction.ChunkRecords;
import org.annals.node.eviction.DiskPause;
import org.annals.node.eviction.EvictedText;
import org.annals.node.eviction.Eviction;
import org.annals.node.eviction.FetchAdmission;
import org.annals.node.eviction.PartialFiles;
import org.annals.node.eviction.Reopening;
import org.annals.quota.Account;
import org.annals.quota.storage.CappedStorage;
import org.annals.quota.storage.Need;
import org.annals.seeder.ArchiveTransport.FetchFailure;
import org.annals.seeder.sync.FetchRoom;
import org.annals.seeder.sync.SyncTarget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Room in the home while the node runs: who lacks some has older history evicted for it, caps that
 * change take effect at once, and a disk that takes no bytes pauses what writes. Thread-safe.
 */
final class HomeRoom {
  private static final Logger log = LoggerFactory.getLogger(HomeRoom.class);

  private static final List<String> DISK_FAILURES =
      List.of("no space left", "quota exceeded", "input/output error", "read-only file system");

  private final Surroundings surroundings;
  private final CappedStorage storage;
  private final PartialFiles partials;
  private final Reopening reopening;
  private final Eviction eviction;
  private final FetchAdmission admission;
  private final EvictedText texts;
  private final DiskPause disk;
  private final Listener listener;

  /** Is told when it may be worth trying again, and when the disk fails and recovers. */
  interface Listener extends DiskPause.Work {
    /** There is room that was not there before, or what is here has changed. */
    void roomFound();
  }

  /**
   * Looks after this home.
   *
   * @param active whether the transport has a file in hand
   */
  HomeRoom(
      HomeParts parts,
      Communities communities,
      Surroundings surroundings,
      Predicate<InfoHash> active,
      Eviction.Serving serving,
      Listener listener) {
    this.surroundings = surroundings;
    this.storage = parts.storage();
    this.listener = listener;
    this.partials = new PartialFiles(parts.home().incoming(), communities, parts.storage(), active);
    this.reopening = new Reopening(parts.tables().settings(), parts.storage());
    this.eviction = new Eviction(communities, parts.storage(), reopening, partials, serving);
    this.admission = new FetchAdmission(communities, parts.storage(), partials);
    this.texts = new EvictedText(communities, parts.storage(), parts.tables().settings());
    this.disk =
        new DiskPause(parts.home().incoming(), parts.storage(), surroundings.loop(), listener);
    parts.storage().onCapsChanged(this::tidySoon);
  }

  /** Which chunks may be fetched. */
  FetchRoom admission() {
    return admission;
  }

  /** Half-fetched files. */
  PartialFiles partials() {
    return partials;
  }

  /** Whether what was evicted of a community may be fetched again. */
  boolean isReopened(Community community) throws IOException {
    return reopening.isOpen(community);
  }

  /** Comes back within the caps, soon and on a lane; then everybody may try again. */
  void tidySoon() {
    onLane(
        () -> {
          tidy();
          listener.roomFound();
        });
  }

  /** Comes back within the caps. Runs on a lane. */
  void tidy() {
    try {
      boolean evicted = eviction.withinCaps();
      texts.trim();
      if (evicted) {
        listener.roomFound();
      }
    } catch (IOException | RuntimeException e) {
      log.error("the home could not be brought back within its caps", e);
    }
  }

  /** A fetch has ended without success: makes room when that was the reason. Returns at once. */
  void fetchFailed(SyncTarget target, FetchFailure failure) {
    if (failure instanceof FetchFailure.Disk failed) {
      diskFailed(failed.reason());
    } else if (failure instanceof FetchFailure.NoRoom) {
      onLane(
          () -> {
            try {
              makeRoom(admission.need(target), Optional.of(target.chunk()));
            } catch (IOException e) {
              log.error("no room could be made for chunk {}", target.chunk(), e);
            }
          });
    }
  }

  /**
   * Makes room for the import of a chunk, at the cost of older ones only. Runs on a lane.
   *
   * @param missing bytes that were lacking
   * @return whether something went, so that it is worth trying again at once
   */
  boolean makeRoomToImport(LedgerEntry entry, long missing) {
    Account account = entry.community().account();
    long bytes = storage.occupancy().room(account) + missing;
    return makeRoom(
        Need.of(account, bytes, ChunkRecords.age(entry.position())), Optional.of(entry.chunk()));
  }

  /** Makes room for what comes before all chunks: a catalogue. Returns at once. */
  void makeRoomSoon(Community community, long bytes) {
    onLane(
        () ->
            makeRoom(
                new Need(community.id().account(), bytes, Optional.empty()), Optional.empty()));
  }

  private boolean makeRoom(Need need, Optional<ChunkId> spared) {
    try {
      boolean made = eviction.makeRoom(need, spared);
      if (made) {
        listener.roomFound();
      }
      return made;
    } catch (IOException | RuntimeException e) {
      log.error("no room could be made", e);
      return false;
    }
  }

  /** Something could not be written. Pauses only when the disk itself is full or fails. */
  void writeFailed(IOException cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      diskFailed(String.valueOf(each.getMessage()));
    }
  }

  /** Systems say it in words only; a missing file, for one, is no failure of the disk. */
  private void diskFailed(String reason) {
    String lower = reason.toLowerCase(Locale.ROOT);
    if (DISK_FAILURES.stream().anyMatch(lower::contains)) {
      disk.failed(reason);
    }
  }

  /** What people are to know; empty when all is well. */
  Optional<String> alert() {
    return disk.alert();
  }

  private void onLane(Runnable task) {
    try {
      surroundings.lanes().execute(task);
    } catch (RejectedExecutionException e) {
      log.debug("the node is closing", e);
    }
  }
}
