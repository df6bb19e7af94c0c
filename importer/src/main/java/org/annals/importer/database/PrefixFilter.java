package org.annals.importer.database;

/**
 * First 8 bytes of ids; answers "certainly not" or "perhaps" (a Bloom filter). 2 bytes per entry,
 * for sets as large as the messages; about one in 400 answers is "perhaps" for nothing.
 */
final class PrefixFilter {
  private static final int BITS_EACH = 16;
  private static final int PROBES = 4;
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private final long[] words;
  private final long capacity;
  private long size;

  /**
   * An empty filter.
   *
   * @param capacity for how many entries, 1 or more
   */
  PrefixFilter(long capacity) {
    this.capacity = capacity;
    this.words = new long[Math.toIntExact((capacity * BITS_EACH + Long.SIZE - 1) / Long.SIZE)];
  }

  /** Whether there are more entries than it was made for, so that it says "perhaps" too often. */
  boolean isOverfull() {
    return size > capacity;
  }

  void add(long prefix) {
    size++;
    long hash = next(next(prefix));
    for (int probe = 0; probe < PROBES; probe++) {
      words[word(hash)] |= 1L << hash;
      hash = next(hash);
    }
  }

  boolean mayContain(long prefix) {
    long hash = next(next(prefix));
    for (int probe = 0; probe < PROBES; probe++) {
      if ((words[word(hash)] & (1L << hash)) == 0) {
        return false;
      }
      hash = next(hash);
    }
    return true;
  }

  /** The high bits say which word, the low ones which bit of it. */
  private int word(long hash) {
    return (int) (((hash >>> 32) * words.length) >>> 32);
  }

  private static long next(long hash) {
    return (hash ^ (hash >>> 29)) * MIX + 1;
  }
}
