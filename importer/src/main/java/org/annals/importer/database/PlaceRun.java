package org.annals.importer.database;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Places in ascending order, each once, with 16 bytes each as they stand in the file. Immutable.
 */
final class PlaceRun {
  private static final int PLACE = Keys.PLACE;

  static final PlaceRun EMPTY = new PlaceRun(new byte[0]);

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] bytes;

  private PlaceRun(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A run as it was stored; the bytes are not copied. */
  static PlaceRun stored(byte[] bytes) {
    return new PlaceRun(bytes);
  }

  /** A run of ascending places. */
  static PlaceRun of(Collection<Place> ascending) {
    ByteBuffer run = ByteBuffer.allocate(ascending.size() * PLACE);
    for (Place place : ascending) {
      run.putLong(place.prefix()).putLong(place.clock());
    }
    return new PlaceRun(run.array());
  }

  /** Runs of which each begins above the end of the one before. */
  static PlaceRun joined(List<PlaceRun> ascending) {
    ByteBuffer run = ByteBuffer.allocate(ascending.stream().mapToInt(r -> r.bytes.length).sum());
    ascending.forEach(each -> run.put(each.bytes));
    return new PlaceRun(run.array());
  }

  int size() {
    return bytes.length / PLACE;
  }

  Place at(int index) {
    return new Place(prefix(index), clock(index));
  }

  private long prefix(int index) {
    return (long) LONG.get(bytes, index * PLACE);
  }

  private long clock(int index) {
    return (long) LONG.get(bytes, index * PLACE + Long.BYTES);
  }

  /** How many places are lower. */
  private int below(Place place) {
    int low = 0;
    int high = size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      int byPrefix = Long.compareUnsigned(prefix(middle), place.prefix());
      if (byPrefix < 0
          || (byPrefix == 0 && Long.compareUnsigned(clock(middle), place.clock()) < 0)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  boolean contains(Place place) {
    int index = below(place);
    return index < size() && at(index).equals(place);
  }

  /**
   * Adds the places of a prefix to a collection.
   *
   * @return whether a run before this one may have some too
   */
  boolean collect(long prefix, Collection<Place> sink) {
    int first = below(Place.first(prefix));
    for (int i = first; i < size() && prefix(i) == prefix; i++) {
      sink.add(at(i));
    }
    return first == 0;
  }

  /** Adds the prefixes of all places to a filter. */
  void addTo(PrefixFilter filter) {
    for (int i = 0; i < size(); i++) {
      filter.add(prefix(i));
    }
  }

  /** The places of both. */
  PlaceRun with(PlaceRun other) {
    if (other.bytes.length == 0) {
      return this;
    }
    byte[] merged = new byte[bytes.length + other.bytes.length];
    int length = 0;
    int mine = 0;
    int theirs = 0;
    while (mine < size() && theirs < other.size()) {
      int order =
          Arrays.compareUnsigned(
              bytes,
              mine * PLACE,
              (mine + 1) * PLACE,
              other.bytes,
              theirs * PLACE,
              (theirs + 1) * PLACE);
      PlaceRun from = order <= 0 ? this : other;
      System.arraycopy(from.bytes, (order <= 0 ? mine : theirs) * PLACE, merged, length, PLACE);
      length += PLACE;
      mine += order <= 0 ? 1 : 0;
      theirs += order >= 0 ? 1 : 0;
    }
    length = append(merged, length, mine);
    length = other.append(merged, length, theirs);
    return new PlaceRun(length == merged.length ? merged : Arrays.copyOf(merged, length));
  }

  private int append(byte[] merged, int length, int from) {
    int rest = bytes.length - from * PLACE;
    System.arraycopy(bytes, from * PLACE, merged, length, rest);
    return length + rest;
  }

  /** The others. */
  PlaceRun without(Place place) {
    if (!contains(place)) {
      return this;
    }
    int at = below(place) * PLACE;
    byte[] rest = new byte[bytes.length - PLACE];
    System.arraycopy(bytes, 0, rest, 0, at);
    System.arraycopy(bytes, at + PLACE, rest, at, rest.length - at);
    return new PlaceRun(rest);
  }

  /** A part of it, from one place up to before another, by their numbers. */
  PlaceRun part(int from, int to) {
    return new PlaceRun(Arrays.copyOfRange(bytes, from * PLACE, to * PLACE));
  }

  /** As it is stored; not to be modified. */
  byte[] bytes() {
    return bytes;
  }
}
