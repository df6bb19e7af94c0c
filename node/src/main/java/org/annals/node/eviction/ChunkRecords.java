package org.annals.node.eviction;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.LedgerEntry;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.quota.storage.Age;
import org.annals.quota.storage.ChunkRecord;
import org.annals.quota.storage.ChunkRecord.Standing;
import org.annals.quota.storage.FetchNeed;

/** What the ledgers know, as eviction and its preview want to know it. */
public final class ChunkRecords {
  private ChunkRecords() {}

  /** All chunks of all communities that are here or listed; stateless, thread-safe. */
  public static List<ChunkRecord> of(Communities communities) throws IOException {
    return of(communities, Set.of());
  }

  /** The same with some pinned. */
  static List<ChunkRecord> of(Communities communities, Set<ChunkId> pinned) throws IOException {
    List<ChunkRecord> records = new ArrayList<>();
    for (Community community : communities.all()) {
      for (LedgerEntry entry : community.chunks().all()) {
        Standing standing = standing(community, entry, pinned);
        boolean gone =
            standing == Standing.ABSENT
                && (entry.state() == ChunkState.REMOVED
                    || !community.head().view().lists(entry.chunk()));
        if (!gone) {
          records.add(record(community, entry, standing));
        }
      }
    }
    return records;
  }

  private static ChunkRecord record(Community community, LedgerEntry entry, Standing standing) {
    return new ChunkRecord(
        community.id().account(),
        entry.chunk().toString(),
        age(entry.position()),
        entry.size(),
        text(entry),
        standing);
  }

  /** What its text is expected to take in databases yet. */
  static long text(LedgerEntry entry) {
    return entry.imported().complete() ? 0 : FetchNeed.text(entry.messages());
  }

  /** A chunk's place in time. */
  public static Age age(ChunkPosition position) {
    return new Age(position.window().index(), position.part(), position.revision());
  }

  /** Whether a chunk that is here can be evicted. */
  static boolean mayGo(Community community, LedgerEntry entry) {
    return standing(community, entry, Set.of()) != Standing.PINNED;
  }

  private static Standing standing(Community community, LedgerEntry entry, Set<ChunkId> pinned) {
    if (entry.file().isEmpty()) {
      return Standing.ABSENT;
    }
    if (entry.state() == ChunkState.REMOVED) {
      return Standing.REMOVED;
    }
    return community.row().owned() || pinned.contains(entry.chunk())
        ? Standing.PINNED
        : Standing.HELD;
  }
}
