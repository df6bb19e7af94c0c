package org.annals.node.run;

import java.io.IOException;
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
import org.annals.node.eviction.Eviction;
import org.annals.node.eviction.FetchAdmission;
import org.annals.node.eviction.PartialFiles;
import org.annals.node.eviction.WithinCaps;
import org.annals.quota.Account;
import org.annals.quota.storage.CappedStorage;
import org.annals.quota.storage.Caps;
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

  private final Surroundings surroundings;
  private final CappedStorage storage;
  private final WithinCaps within;
  private final FetchAdmission admission;
  private final DiskPause disk;
  private final Listener listener;
  private volatile boolean closed;

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
    this.within = new WithinCaps(parts, communities, active, serving);
    this.admission = new FetchAdmission(communities, parts.storage(), within.partials());
    this.disk =
        new DiskPause(
            parts.home().incoming(),
            parts.storage(),
            new DiskPause.Time(surroundings.loop(), surroundings.clock()),
            listener);
    parts.storage().onCapsChanged(this::tidySoon);
  }

  /** Which chunks may be fetched. */
  FetchRoom admission() {
    return admission;
  }

  /** Half-fetched files. */
  PartialFiles partials() {
    return within.partials();
  }

  /** Whether what was evicted of a community may be fetched again. */
  boolean isReopened(Community community) throws IOException {
    return within.reopening().isOpen(community);
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
      bring(storage.caps());
    } catch (IOException | RuntimeException e) {
      log.error("the home could not be brought back within its caps", e);
    }
  }

  /**
   * Comes within caps that may not be in force yet. Blocks on the disk.
   *
   * @return bytes above them all the same
   */
  long bring(Caps caps) throws IOException {
    if (within.bring(caps)) {
      listener.roomFound();
    }
    long excess = within.excess(caps);
    if (excess > 0) {
      log.warn("{} bytes more than the storage cap allows cannot be evicted", excess);
    }
    return excess;
  }

  /** A fetch has ended without success: makes room when that was the reason. Returns at once. */
  void fetchFailed(SyncTarget target, FetchFailure failure) {
    if (failure instanceof FetchFailure.Disk failed) {
      disk.failed(failed.reason());
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

  /** Makes room for the change that takes a chunk's rows out; whether it was enough. */
  boolean makeRoomToRemove(LedgerEntry entry, long missing) {
    Account account = entry.community().account();
    long bytes = storage.occupancy().room(account) + missing;
    return makeRoom(new Need(account, bytes, Optional.empty()), Optional.empty());
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
      boolean made = within.eviction().makeRoom(need, spared);
      if (made) {
        listener.roomFound();
      }
      return made;
    } catch (IOException | RuntimeException e) {
      log.error("no room could be made", e);
      return false;
    }
  }

  /** Something could not be written. Pauses when it is the disk that failed. */
  void writeFailed(IOException cause) {
    if (DiskPause.isDiskFailure(cause)) {
      disk.failed(String.valueOf(cause.getMessage()));
    }
  }

  /** What people are to know; empty when all is well. */
  Optional<String> alert() {
    return disk.alert();
  }

  /** Begins nothing more: the home is about to be closed. */
  void close() {
    closed = true;
  }

  private void onLane(Runnable task) {
    try {
      surroundings
          .lanes()
          .execute(
              () -> {
                if (!closed) {
                  task.run();
                }
              });
    } catch (RejectedExecutionException e) {
      log.debug("the node is closing", e);
    }
  }
}
