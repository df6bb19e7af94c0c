package org.annals.quota.storage;

import java.util.Comparator;
import org.annals.quota.Account;

/**
 * What eviction has to know of a chunk.
 *
 * @param account the community
 * @param chunk names it within the community
 * @param bytes of its file, 0 or more
 * @param text bytes that its messages are expected to take in databases, 0 when they are in already
 */
public record ChunkRecord(
    Account account, String chunk, Age age, long bytes, long text, Standing standing) {

  /** What may be done with a chunk. */
  public enum Standing {
    /** Taken back or replaced by its owner; its bytes are still here and go before all others. */
    REMOVED,
    /** Here; goes when its turn comes. */
    HELD,
    /** Here; never goes: packed by this home, or being imported. */
    PINNED,
    /** Listed and not here. */
    ABSENT
  }

  /** Removed ones first, then the oldest; chunks of the same age by name, to make it total. */
  static final Comparator<ChunkRecord> FIRST_OUT =
      Comparator.comparing((ChunkRecord each) -> each.standing() != Standing.REMOVED)
          .thenComparing(ChunkRecord::age)
          .thenComparing(each -> each.account().name())
          .thenComparing(ChunkRecord::chunk);

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException when one is negative
   */
  public ChunkRecord {
    if (bytes < 0 || text < 0) {
      throw new IllegalArgumentException("a chunk has 0 bytes or more, not " + bytes + ", " + text);
    }
  }

  /** One whose text needs no room. */
  public ChunkRecord(Account account, String chunk, Age age, long bytes, Standing standing) {
    this(account, chunk, age, bytes, 0, standing);
  }

  /** Whether its bytes are here and may go. */
  boolean isEvictable() {
    return standing == Standing.REMOVED || standing == Standing.HELD;
  }

  /** Whether its bytes are here. */
  boolean isHere() {
    return standing != Standing.ABSENT;
  }
}
