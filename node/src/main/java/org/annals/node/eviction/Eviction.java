package org.annals.node.eviction;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.annals.archiver.ChunkId;
import org.annals.archiver.InfoHash;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.ChunkStore;
import org.annals.archiver.store.LedgerEntry;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.quota.Account;
import org.annals.quota.storage.CappedStorage;
import org.annals.quota.storage.Caps;
import org.annals.quota.storage.ChunkRecord;
import org.annals.quota.storage.FifoEviction;
import org.annals.quota.storage.Need;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries eviction out: marked in the ledger, not served any more, deleted, counted as free once
 * all handles are closed (DESIGN section 8). The text stays in the message database. Whatever a
 * crash leaves undone is done at the next start, when disk and ledger are brought in step.
 *
 * <p>Blocks on the disk: runs on a lane. Thread-safe; calls take turns.
 */
public final class Eviction {
  private static final Logger log = LoggerFactory.getLogger(Eviction.class);

  private final Communities communities;
  private final CappedStorage storage;
  private final Reopening reopening;
  private final PartialFiles partials;
  private final Serving serving;
  private final Clock clock;

  /** Chunks that are marked and could not be deleted: tried again each time. */
  private final List<LedgerEntry> unfinished = new ArrayList<>();

  /** Stops serving and fetching a file; when it returns, no handle on it is open. */
  @FunctionalInterface
  public interface Serving {
    /** Nothing is served. */
    Serving NOTHING = file -> {};

    /** Called after the ledger says that the chunk is gone. */
    void stop(InfoHash file) throws IOException;
  }

  /** Evicts from these communities. */
  public Eviction(
      Communities communities,
      CappedStorage storage,
      Reopening reopening,
      PartialFiles partials,
      Serving serving,
      Clock clock) {
    this.communities = communities;
    this.storage = storage;
    this.reopening = reopening;
    this.partials = partials;
    this.serving = serving;
    this.clock = clock;
  }

  /**
   * Comes within caps, as far as chunks and half-fetched files can make room for that; fetches that
   * are under way end when it is their turn.
   *
   * @return whether anything went
   */
  public synchronized boolean within(Caps caps) throws IOException {
    finish();
    List<ChunkRecord> records = new ArrayList<>(ChunkRecords.of(communities));
    records.addAll(partials.all());
    FifoEviction.Plan plan = FifoEviction.withinCaps(storage.occupancy(caps), records);
    carryOut(plan.evict(), caps);
    return !plan.evict().isEmpty();
  }

  /**
   * Makes room by evicting what is older.
   *
   * @param spared a chunk that must stay
   * @return whether something went and it is enough now
   */
  public synchronized boolean makeRoom(Need need, Optional<ChunkId> spared) throws IOException {
    finish();
    Set<ChunkId> pinned = spared.map(Set::of).orElse(Set.of());
    FifoEviction.Plan plan = FifoEviction.forNeed(storage.occupancy(), records(pinned), need);
    carryOut(plan.evict(), storage.caps());
    return plan.suffices() && !plan.evict().isEmpty();
  }

  private List<ChunkRecord> records(Set<ChunkId> pinned) throws IOException {
    List<ChunkRecord> records = new ArrayList<>(ChunkRecords.of(communities, pinned));
    records.addAll(partials.idle());
    return records;
  }

  private void carryOut(List<ChunkRecord> plan, Caps caps) throws IOException {
    Set<Account> accounts = new LinkedHashSet<>();
    plan.forEach(each -> accounts.add(each.account()));
    for (Community community : communities.all()) {
      Account account = community.id().account();
      if (accounts.contains(account)) {
        evict(
            community, plan.stream().filter(each -> each.account().equals(account)).toList(), caps);
      }
    }
  }

  private void evict(Community community, List<ChunkRecord> plan, Caps caps) throws IOException {
    Set<ChunkId> chunks = new LinkedHashSet<>();
    for (ChunkRecord each : plan) {
      if (!PartialFiles.isPartial(each)) {
        chunks.add(ChunkId.parse(each.chunk()));
      } else if (!end(community, PartialFiles.chunk(each), caps)) {
        partials.delete(each);
      }
    }
    if (chunks.isEmpty()) {
      return;
    }
    reopening.evicting(community, caps);
    List<LedgerEntry> marked =
        community.chunks().store().mark(community.id(), chunks, Eviction::mark);
    log.info("{} chunks of {} make room", marked.size(), community.id());
    unfinished.addAll(marked);
    finish();
  }

  /** Ends a fetch that is under way and deletes what it has written; false when there is none. */
  private boolean end(Community community, ChunkId chunk, Caps caps) throws IOException {
    Optional<LedgerEntry> entry = community.chunks().find(chunk);
    if (entry.isEmpty() || !partials.isActive(entry.get())) {
      return false;
    }
    reopening.evicting(community, caps);
    Instant now = clock.instant();
    community
        .chunks()
        .change(
            chunk, known -> known.file().isEmpty() ? known.in(ChunkState.EVICTED, "", now) : known);
    if (community.chunks().find(chunk).flatMap(LedgerEntry::file).isPresent()) {
      // It was just kept: the next look finds a chunk.
      return true;
    }
    serving.stop(entry.get().infoHash());
    partials.delete(entry.get());
    return true;
  }

  /** What was removed stays removed. */
  private static LedgerEntry mark(LedgerEntry entry, Instant now) {
    return entry.state() == ChunkState.REMOVED
        ? entry.withoutFile()
        : entry.in(ChunkState.EVICTED, "", now).withoutFile();
  }

  private void finish() {
    unfinished.removeIf(this::isFinished);
  }

  private boolean isFinished(LedgerEntry entry) {
    Optional<Community> community = communities.get(entry.community());
    if (community.isEmpty()) {
      return true;
    }
    try {
      ChunkStore store = community.get().chunks().store();
      store.deleteMarked(entry, () -> serving.stop(entry.infoHash()));
      return true;
    } catch (IOException e) {
      log.warn("the bytes of evicted chunk {} are still there", entry.chunk(), e);
      return false;
    }
  }
}
