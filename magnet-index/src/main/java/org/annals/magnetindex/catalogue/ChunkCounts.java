package org.annals.magnetindex.catalogue;

/**
 * What a chunk holds, as its owner says: for people and estimates, never for allocation.
 *
 * @param messages records that are shown as messages
 * @param images media with bytes in the chunk
 */
public record ChunkCounts(long messages, long images) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException when a number is negative
   */
  public ChunkCounts {
    if (messages < 0 || images < 0) {
      throw new IllegalArgumentException("counts are 0 or more");
    }
  }
}
