package org.annals.magnetindex.catalogue;

import org.annals.archiver.ChunkId;

/**
 * A chunk that must not be imported, kept or served any more. Ordered by chunk id.
 *
 * @param atSequence sequence of the catalogue that removed it
 */
public record RemovedChunk(ChunkId chunk, RemovalReason reason, long atSequence)
    implements Comparable<RemovedChunk> {
  /**
   * Checks the sequence.
   *
   * @throws IllegalArgumentException when it is negative
   */
  public RemovedChunk {
    if (atSequence < 0) {
      throw new IllegalArgumentException("a sequence is 0 or more");
    }
  }

  @Override
  public int compareTo(RemovedChunk other) {
    return chunk.compareTo(other.chunk);
  }
}
