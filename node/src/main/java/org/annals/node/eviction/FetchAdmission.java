package org.annals.node.eviction;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.annals.archiver.ChunkId;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.LedgerEntry;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.quota.Account;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageUsage;
import org.annals.quota.storage.CappedStorage;
import org.annals.quota.storage.Caps;
import org.annals.quota.storage.ChunkRecord;
import org.annals.quota.storage.ChunkRecord.Standing;
import org.annals.quota.storage.FetchNeed;
import org.annals.quota.storage.FifoEviction;
import org.annals.quota.storage.Level;
import org.annals.quota.storage.Need;
import org.annals.quota.storage.Occupancy;
import org.annals.seeder.sync.FetchRoom;
import org.annals.seeder.sync.SyncTarget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which chunks may be fetched: those that fit beside what is here, on its way and still to be
 * imported, once older chunks have made room. Looks at sizes only as the catalogue announces them,
 * before metadata or payload is asked for; nothing is evicted here.
 *
 * <p>Thread-safe.
 */
public final class FetchAdmission implements FetchRoom {
  /** How the ledger's note of a chunk begins that is not fetched because it lacks room. */
  public static final String WAITS = "waits for room: ";

  private static final Logger log = LoggerFactory.getLogger(FetchAdmission.class);

  private final Communities communities;
  private final CappedStorage storage;
  private final PartialFiles partials;

  /** Admits to these communities. */
  public FetchAdmission(Communities communities, CappedStorage storage, PartialFiles partials) {
    this.communities = communities;
    this.storage = storage;
    this.partials = partials;
  }

  @Override
  public Look look(Collection<SyncTarget> underWay) {
    try {
      return new Now(underWay);
    } catch (IOException e) {
      log.error("what is here cannot be found out", e);
      return target -> new Answer.Full("what is here cannot be found out: " + e.getMessage());
    }
  }

  /** What has to be free for a chunk that is not here. */
  public Need need(SyncTarget target) throws IOException {
    return need(target, partials.lengths());
  }

  private Need need(SyncTarget target, Map<ChunkId, Long> partial) {
    long there = partial.getOrDefault(target.chunk(), 0L);
    return Need.of(
        target.community().account(),
        FetchNeed.bytes(Math.max(0, target.size() - there), text(target)),
        ChunkRecords.age(target.position()));
  }

  private long text(SyncTarget target) {
    try {
      Optional<Community> community = communities.get(target.community());
      if (community.isEmpty()) {
        return 0;
      }
      return community.get().chunks().find(target.chunk()).map(ChunkRecords::text).orElse(0L);
    } catch (IOException e) {
      log.error("chunk {} cannot be looked up", target.chunk(), e);
      return 0;
    }
  }

  /** Whether an earlier revision is here and in use. */
  private boolean replaces(SyncTarget target) {
    try {
      Optional<Community> community = communities.get(target.community());
      return community.isPresent()
          && community.get().chunks().all().stream()
              .anyMatch(
                  each ->
                      each.state() == ChunkState.VERIFIED
                          && each.position().isReplacedBy(target.position()));
    } catch (IOException e) {
      log.error("what chunk {} replaces cannot be looked up", target.chunk(), e);
      return false;
    }
  }

  /** One look. Confined to the thread that asked for it. */
  private final class Now implements Look {
    private final Caps caps = storage.caps();
    private final Occupancy occupancy = storage.occupancy(caps);
    private final List<ChunkRecord> records;
    private final Map<Account, Long> evictable = new HashMap<>();
    private final Map<Account, Long> promised = new HashMap<>();
    private final Map<ChunkId, Long> partial = partials.lengths();

    Now(Collection<SyncTarget> underWay) throws IOException {
      records = ChunkRecords.of(communities);
      records.addAll(partials.idle());
      for (ChunkRecord each : records) {
        if (each.standing() == Standing.HELD || each.standing() == Standing.REMOVED) {
          evictable.merge(each.account(), each.bytes(), Long::sum);
        }
      }
      for (SyncTarget each : underWay) {
        promise(each.community().account(), FetchNeed.bytes(each.size(), text(each)));
      }
      promised.replaceAll((account, bytes) -> Math.max(0, bytes - partialOf(account)));
      for (Community each : communities.all()) {
        for (LedgerEntry entry : each.chunks().all()) {
          if (entry.state() == ChunkState.VERIFIED) {
            promise(each.id().account(), ChunkRecords.text(entry));
          }
        }
      }
    }

    private void promise(Account account, long bytes) {
      promised.merge(account, bytes, Long::sum);
    }

    /** What fetches under way have written or reserved. */
    private long partialOf(Account account) {
      StorageUsage usage = storage.usage(account);
      return usage.used().getOrDefault(StorageKind.PARTIAL, 0L) + usage.reserved();
    }

    @Override
    public Answer ask(SyncTarget target) {
      Need need = need(target, partial);
      if (!occupancy.couldEverFit(need.account(), need.bytes(), evictable)) {
        return new Answer.TooLarge(
            "it needs " + need.bytes() + " bytes and could never fit: " + caps(need.account()));
      }
      // A gap must not come where history was: what stands in the place of a chunk that is here
      // has that one's room, and its import makes room at the cost of older ones like any.
      long headroom = replaces(target) ? 0 : FetchNeed.headroom(caps, need.account());
      FifoEviction.Plan plan =
          FifoEviction.forNeed(
              withPromises(),
              records,
              new Need(need.account(), need.bytes() + headroom, need.age()));
      if (!plan.suffices()) {
        return new Answer.Full("no room for older history: " + caps(need.account()));
      }
      promise(need.account(), need.bytes());
      return new Answer.Fits();
    }

    private String caps(Account account) {
      return "storage cap of this community "
          + occupancy.of(account).cap()
          + ", of this node "
          + occupancy.node().cap();
    }

    private Occupancy withPromises() {
      Map<Account, Level> levels = new HashMap<>(occupancy.accounts());
      promised.forEach((account, bytes) -> levels.put(account, occupancy.of(account).plus(bytes)));
      long all = promised.values().stream().mapToLong(Long::longValue).sum();
      return new Occupancy(occupancy.node().plus(all), levels);
    }
  }
}
