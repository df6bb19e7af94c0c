package org.annals.seeder.sync;

import java.util.Comparator;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.CommunityId;
import org.annals.archiver.InfoHash;

/**
 * A chunk that a catalogue lists.
 *
 * @param size length of its file in bytes as the catalogue says, 1 or more
 */
public record SyncTarget(
    CommunityId community, ChunkPosition position, ChunkId chunk, InfoHash infoHash, long size) {

  /** Newest window first, inside a window the newest part; then whatever makes the order total. */
  public static final Comparator<SyncTarget> NEWEST_FIRST =
      Comparator.comparing((SyncTarget t) -> t.position().window(), Comparator.reverseOrder())
          .thenComparing(t -> t.position().part(), Comparator.reverseOrder())
          .thenComparing(t -> t.position().revision(), Comparator.reverseOrder())
          .thenComparing(t -> t.position().group())
          .thenComparing(SyncTarget::community)
          .thenComparing(SyncTarget::chunk)
          .thenComparing(SyncTarget::infoHash)
          .thenComparingLong(SyncTarget::size);

  /**
   * Checks the size.
   *
   * @throws IllegalArgumentException when it is less than 1
   */
  public SyncTarget {
    if (size < 1) {
      throw new IllegalArgumentException("a chunk has 1 byte or more, not " + size);
    }
  }
}
