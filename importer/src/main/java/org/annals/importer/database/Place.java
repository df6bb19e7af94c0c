package org.annals.importer.database;

import org.annals.archiver.MessageId;

/**
 * Where rows of an id stand: at a clock. Of the id there are the first 8 bytes only; who follows a
 * place looks whether it is the right one. Ascending as the bytes of its key are.
 *
 * @param prefix first 8 bytes of an id, unsigned
 * @param clock milliseconds, not negative
 */
record Place(long prefix, long clock) implements Comparable<Place> {
  static Place of(MessageId id, long clock) {
    return new Place(Keys.prefix(id), clock);
  }

  /** The lowest place of a prefix. */
  static Place first(long prefix) {
    return new Place(prefix, 0);
  }

  @Override
  public int compareTo(Place other) {
    int byPrefix = Long.compareUnsigned(prefix, other.prefix);
    return byPrefix != 0 ? byPrefix : Long.compareUnsigned(clock, other.clock);
  }
}
