package org.annals.importer.database;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/**
 * At which clocks rows stand, by the first 8 bytes of an id.
 *
 * <p>Ids are hashes: put into a sorted map one by one, the few thousand of a commit fall into
 * nearly all of its pages, and each commit would write the whole map anew. So a place is in memory
 * until the commit, then among the recent ones of its slice of all ids, and a slice goes into
 * blocks when enough has come together for it.
 *
 * <p>Not thread-safe for writing; many may read while nobody writes. Made anew when the file is.
 */
final class PlaceIndex {
  private static final int SLICE_BITS = 6;
  private static final int SLICES = 1 << SLICE_BITS;

  /** Places of a block: 4 KiB. */
  private static final int BLOCK = 256;

  /** Fewer recent places of a slice are not worth the writing of its blocks. */
  private static final int WORTH_IT = 256;

  /** The least capacity of the filter. */
  private static final long FILTERED = 1 << 15;

  /** See {@link #isWorthMoving}. */
  private static final long MOVE_FACTOR = 64;

  /** A commit moves no more slices once it has written this many bytes of blocks. */
  private static final long MOVED_BYTES = 2L << 20;

  private final MVMap<byte[], byte[]> blocks;
  private final MVMap<byte[], byte[]> recentRuns;
  private final PlaceRun[] recent = new PlaceRun[SLICES];
  private final NavigableSet<Place> added = new TreeSet<>();

  /** What is in the blocks; made when a writer asks first. */
  private @Nullable PrefixFilter inBlocks;

  private PlaceIndex(MVMap<byte[], byte[]> blocks, MVMap<byte[], byte[]> recentRuns) {
    this.blocks = blocks;
    this.recentRuns = recentRuns;
    Arrays.fill(recent, PlaceRun.EMPTY);
    recentRuns.forEach((slice, run) -> recent[Keys.intAt(slice, 0)] = PlaceRun.stored(run));
  }

  /** The index of a name in an open file. */
  static PlaceIndex open(MVStore store, String name) {
    return new PlaceIndex(
        Tables.map(store, name, Keys.PLACE), Tables.map(store, name + "Recent", 4));
  }

  /** The maps in which it is. */
  List<MVMap<byte[], byte[]>> maps() {
    return List.of(blocks, recentRuns);
  }

  boolean isEmpty() {
    return added.isEmpty()
        && blocks.isEmpty()
        && Arrays.stream(recent).allMatch(run -> run.size() == 0);
  }

  /** The clocks of a prefix, ascending. */
  long[] clocks(long prefix) {
    SortedSet<Place> found = new TreeSet<>();
    collect(prefix, found);
    return found.stream().mapToLong(Place::clock).toArray();
  }

  /**
   * Whether there is any place of a prefix. For writers: they ask about ids that are new, so most
   * answers are had without the blocks.
   */
  boolean has(long prefix) {
    List<Place> found = new ArrayList<>(0);
    collectRecent(prefix, found);
    if (found.isEmpty() && inBlocks().mayContain(prefix)) {
      collectSettled(prefix, found);
    }
    return !found.isEmpty();
  }

  private PrefixFilter inBlocks() {
    PrefixFilter filter = inBlocks;
    if (filter == null || filter.isOverfull()) {
      filter = new PrefixFilter(Math.max(FILTERED, 2 * BLOCK * blocks.sizeAsLong()));
      Cursor<byte[], byte[]> all = blocks.cursor(null);
      while (all.hasNext()) {
        all.next();
        PlaceRun.stored(all.getValue()).addTo(filter);
      }
      inBlocks = filter;
    }
    return filter;
  }

  private void collect(long prefix, Collection<Place> found) {
    collectRecent(prefix, found);
    collectSettled(prefix, found);
  }

  private void collectRecent(long prefix, Collection<Place> found) {
    Place place = added.ceiling(Place.first(prefix));
    while (place != null && place.prefix() == prefix) {
      found.add(place);
      place = added.higher(place);
    }
    var unused = recent[slice(prefix)].collect(prefix, found);
  }

  private void collectSettled(long prefix, Collection<Place> found) {
    Cursor<byte[], byte[]> downwards = blocks.cursor(Keys.place(new Place(prefix, -1)), null, true);
    boolean more = true;
    while (more && downwards.hasNext()) {
      downwards.next();
      more = PlaceRun.stored(downwards.getValue()).collect(prefix, found);
    }
  }

  void add(Place place) {
    added.add(place);
  }

  void remove(Place place) {
    added.remove(place);
    int slice = slice(place.prefix());
    if (recent[slice].contains(place)) {
      setRecent(slice, recent[slice].without(place));
    }
    Cursor<byte[], byte[]> downwards = blocks.cursor(Keys.place(place), null, true);
    if (downwards.hasNext()) {
      byte[] key = downwards.next();
      PlaceRun block = PlaceRun.stored(downwards.getValue());
      if (block.contains(place)) {
        put(blocks, key, block.without(place));
      }
    }
  }

  /** Puts what was added since the last commit into the maps. To be called before a commit. */
  void store() {
    if (added.isEmpty()) {
      return;
    }
    for (int slice = 0; slice < SLICES; slice++) {
      SortedSet<Place> mine = added.subSet(Place.first(start(slice)), true, end(slice), true);
      if (!mine.isEmpty()) {
        setRecent(slice, recent[slice].with(PlaceRun.of(mine)));
      }
    }
    added.clear();
    long moved = 0;
    List<Integer> slices =
        IntStream.range(0, SLICES)
            .boxed()
            .sorted(Comparator.comparingInt(slice -> -recent[slice].size()))
            .toList();
    for (int slice : slices) {
      if (moved < MOVED_BYTES && isWorthMoving(slice)) {
        moved += move(slice);
      }
    }
  }

  /** How many bytes {@link #store} may write, beside what was added. */
  long room() {
    long recentBytes = Arrays.stream(recent).mapToLong(run -> run.bytes().length).sum();
    long blockBytes = blocks.sizeAsLong() * BLOCK * Keys.PLACE;
    return recentBytes + Math.min(blockBytes, MOVED_BYTES + blockBytes / SLICES * 2);
  }

  /**
   * Recent places of a slice are written with every commit, its blocks when they are moved; the sum
   * is least when the square of the first is about in proportion to the second.
   */
  private boolean isWorthMoving(int slice) {
    long size = recent[slice].size();
    return size >= WORTH_IT && size * size >= MOVE_FACTOR * settled(slice);
  }

  /** About how many places are in the blocks of a slice. */
  private long settled(int slice) {
    return BLOCK * (index(slice + 1) - index(slice));
  }

  /** How many blocks there are before those of a slice. */
  private long index(int slice) {
    if (slice == SLICES) {
      return blocks.sizeAsLong();
    }
    long index = blocks.getKeyIndex(Keys.place(Place.first(start(slice))));
    return index < 0 ? -index - 1 : index;
  }

  /** Merges the recent places of a slice into its blocks; returns how many bytes were written. */
  private long move(int slice) {
    List<byte[]> keys = new ArrayList<>();
    List<PlaceRun> runs = new ArrayList<>();
    Cursor<byte[], byte[]> old =
        blocks.cursor(Keys.place(Place.first(start(slice))), Keys.place(end(slice)), false);
    while (old.hasNext()) {
      keys.add(old.next());
      runs.add(PlaceRun.stored(old.getValue()));
    }
    PlaceRun merged = PlaceRun.joined(runs).with(recent[slice]);
    keys.forEach(blocks::remove);
    for (int from = 0; from < merged.size(); from += BLOCK) {
      PlaceRun block = merged.part(from, Math.min(from + BLOCK, merged.size()));
      blocks.put(Keys.place(block.at(0)), block.bytes());
    }
    if (inBlocks != null) {
      recent[slice].addTo(inBlocks);
    }
    setRecent(slice, PlaceRun.EMPTY);
    return merged.bytes().length;
  }

  private void setRecent(int slice, PlaceRun run) {
    recent[slice] = run;
    put(recentRuns, Keys.number(slice), run);
  }

  private static void put(MVMap<byte[], byte[]> map, byte[] key, PlaceRun run) {
    if (run.size() == 0) {
      map.remove(key);
    } else {
      map.put(key, run.bytes());
    }
  }

  private static int slice(long prefix) {
    return (int) (prefix >>> (Long.SIZE - SLICE_BITS));
  }

  private static long start(int slice) {
    return (long) slice << (Long.SIZE - SLICE_BITS);
  }

  private static Place end(int slice) {
    return new Place(start(slice) | (-1L >>> SLICE_BITS), -1);
  }
}
