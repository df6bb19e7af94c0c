package org.annals.archiver.chunk;

import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.CommunityId;

/**
 * All that decides a chunk's bytes, but for the community's key.
 *
 * @param previous the chunk of part n - 1, if there is one
 * @param walk at least one record, in the order of {@link PlacedRecord#WALK}
 */
public record ChunkDraft(
    CommunityId community,
    ChunkPosition position,
    Optional<ChunkId> previous,
    List<PlacedRecord> walk) {
  /**
   * Checks that there is something to write.
   *
   * @throws IllegalArgumentException when there is no record
   */
  public ChunkDraft {
    walk = List.copyOf(walk);
    if (walk.isEmpty()) {
      throw new IllegalArgumentException("a chunk has at least one record");
    }
  }
}
