package org.annals.node.eviction;

import java.io.IOException;
import org.annals.archiver.store.LedgerEntry;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.quota.Account;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageUsage;
import org.annals.quota.storage.CappedStorage;

/**
 * The least cap that a home can keep: what stays when everything has gone that may go, and a little
 * to work with. Own chunks, keys, logs, the accepted catalogue, the live journal and an empty
 * database never go; nor does the text of own chunks.
 */
public final class LeastCap {
  /** What the node's database, the journal and a catalogue grow by before anything can go. */
  private static final long TO_WORK_WITH = 1 << 20;

  private static final long EMPTY_DATABASE = 128 << 10;

  private final Communities communities;
  private final CappedStorage storage;

  /** For an opened home. */
  public LeastCap(Communities communities, CappedStorage storage) {
    this.communities = communities;
    this.storage = storage;
  }

  /** Bytes for an account; {@link Account#NODE} is everything together. */
  public long of(Account account) throws IOException {
    long stays = account.equals(Account.NODE) ? taken(storage.usage(Account.NODE)) : 0;
    for (Community each : communities.all()) {
      if (account.equals(Account.NODE) || account.equals(each.id().account())) {
        stays += stays(each);
      }
    }
    return stays + TO_WORK_WITH;
  }

  private static long taken(StorageUsage usage) {
    return usage.usedTotal() + usage.reserved();
  }

  private long stays(Community community) throws IOException {
    StorageUsage usage = storage.usage(community.id().account());
    long stays = usage.usedTotal() - used(usage, StorageKind.PARTIAL);
    long database = used(usage, StorageKind.DATABASE);
    if (!community.row().owned()) {
      // Rows of live messages come back from the journal, with their indexes.
      long empty = EMPTY_DATABASE + 2 * used(usage, StorageKind.JOURNAL);
      stays -= Math.max(0, database - empty);
    }
    for (LedgerEntry entry : community.chunks().all()) {
      if (entry.file().isPresent() && ChunkRecords.mayGo(community, entry)) {
        stays -= entry.size();
      }
    }
    return stays - community.catalogues().oldBytes();
  }

  private static long used(StorageUsage usage, StorageKind kind) {
    return usage.used().getOrDefault(kind, 0L);
  }
}
