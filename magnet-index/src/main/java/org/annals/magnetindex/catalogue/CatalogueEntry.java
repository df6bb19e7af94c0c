package org.annals.magnetindex.catalogue;

import java.util.Comparator;
import java.util.List;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.InfoHash;

/**
 * One chunk of a catalogue or announcement. Ordered by position, then chunk id: two owners with one
 * key can fill one position twice.
 *
 * @param size file length in bytes, 1 or more
 * @param supersedes chunks that this one replaces, ascending; each leaves the entries
 */
public record CatalogueEntry(
    ChunkPosition position,
    InfoHash infoHash,
    ChunkId chunk,
    long size,
    ChunkCounts counts,
    List<ChunkId> supersedes)
    implements Comparable<CatalogueEntry> {
  /** Oldest first. */
  private static final Comparator<CatalogueEntry> ORDER =
      Comparator.comparing(CatalogueEntry::position).thenComparing(CatalogueEntry::chunk);

  /**
   * Checks size and list.
   *
   * @throws IllegalArgumentException when the size is below 1, or the superseded ids are not
   *     ascending and distinct, too many, or name the chunk itself
   */
  public CatalogueEntry {
    supersedes = List.copyOf(supersedes);
    if (size < 1) {
      throw new IllegalArgumentException("a chunk has at least 1 byte, not " + size);
    }
    if (supersedes.size() > CatalogueLimits.MAX_SUPERSEDES || supersedes.contains(chunk)) {
      throw new IllegalArgumentException("superseded chunks: too many, or the chunk itself");
    }
    if (!Ascending.isStrict(supersedes)) {
      throw new IllegalArgumentException("superseded chunks must ascend");
    }
  }

  @Override
  public int compareTo(CatalogueEntry other) {
    return ORDER.compare(this, other);
  }
}
