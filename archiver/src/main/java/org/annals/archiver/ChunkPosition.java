package org.annals.archiver;

import java.util.Comparator;

/**
 * A chunk's place in a community's history: (window, group, part, revision), in this order (FORMAT
 * section 3).
 *
 * @param part 0 or more
 * @param revision 0 at first, one more with each replacement
 */
public record ChunkPosition(TimeWindow window, GroupId group, int part, int revision)
    implements Comparable<ChunkPosition> {
  private static final Comparator<ChunkPosition> ORDER =
      Comparator.comparing(ChunkPosition::window)
          .thenComparing(ChunkPosition::group)
          .thenComparingInt(ChunkPosition::part)
          .thenComparingInt(ChunkPosition::revision);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException when a number is negative
   */
  public ChunkPosition {
    if (part < 0 || revision < 0) {
      throw new IllegalArgumentException("part and revision are 0 or more");
    }
  }

  /** Whether the other one is a later revision of the same part. */
  public boolean isReplacedBy(ChunkPosition other) {
    return revision < other.revision
        && part == other.part
        && window.equals(other.window)
        && group.equals(other.group);
  }

  @Override
  public int compareTo(ChunkPosition other) {
    return ORDER.compare(this, other);
  }
}
