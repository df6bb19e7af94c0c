package org.annals.archiver.seal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.annals.archiver.ChannelId;
import org.annals.archiver.MessageId;
import org.annals.keys.Digest;
import org.annals.keys.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a window, about 90 bytes each, so that a window of a million messages fits into
 * memory. Entries are numbered from 0 in the order of arrival; nothing may depend on that order.
 * Confined to one thread.
 */
final class EntryTable {
  private static final int ID = Digest.LENGTH;
  private static final int NONE = -1;

  private int size;
  private long[] clocks = new long[1024];
  private long[] locators = new long[1024];
  private byte[] ids = new byte[1024 * ID];
  private int[] channels = new int[1024];
  private int[] authors = new int[1024];
  private int[] types = new int[1024];
  private boolean[] imported = new boolean[1024];
  private int[] targetSlots = new int[1024];
  private int targetCount;
  private byte[] targets = new byte[64 * ID];
  private final List<ChannelId> channelList = new ArrayList<>();
  private final Map<ChannelId, Integer> channelIndex = new HashMap<>();
  private final List<PublicKey> authorList = new ArrayList<>();
  private final Map<PublicKey, Integer> authorIndex = new HashMap<>();
  private int[] slots = new int[0];

  void add(SourceEntry entry) {
    if (size == clocks.length) {
      grow();
    }
    clocks[size] = entry.clock();
    locators[size] = entry.locator();
    types[size] = entry.type();
    imported[size] = entry.imported();
    System.arraycopy(entry.id().toBytes(), 0, ids, size * ID, ID);
    channels[size] =
        entry.channel() == null ? NONE : interned(entry.channel(), channelIndex, channelList);
    authors[size] = interned(entry.author(), authorIndex, authorList);
    targetSlots[size] = entry.target() == null ? NONE : addTarget(entry.target());
    size++;
  }

  private static <T> int interned(T value, Map<T, Integer> index, List<T> list) {
    Integer known = index.get(value);
    if (known == null) {
      known = list.size();
      index.put(value, known);
      list.add(value);
    }
    return known;
  }

  private int addTarget(MessageId target) {
    if ((targetCount + 1) * ID > targets.length) {
      targets = Arrays.copyOf(targets, targets.length * 2);
    }
    System.arraycopy(target.toBytes(), 0, targets, targetCount * ID, ID);
    return targetCount++;
  }

  private void grow() {
    int room = Math.addExact(size, size / 2);
    clocks = Arrays.copyOf(clocks, room);
    locators = Arrays.copyOf(locators, room);
    types = Arrays.copyOf(types, room);
    imported = Arrays.copyOf(imported, room);
    ids = Arrays.copyOf(ids, Math.multiplyExact(room, ID));
    channels = Arrays.copyOf(channels, room);
    authors = Arrays.copyOf(authors, room);
    targetSlots = Arrays.copyOf(targetSlots, room);
  }

  /** An entry as it was added. */
  SourceEntry entry(int entry) {
    return new SourceEntry(
        channel(entry),
        author(entry),
        id(entry),
        clocks[entry],
        types[entry],
        target(entry),
        imported[entry],
        locators[entry]);
  }

  int size() {
    return size;
  }

  long clock(int entry) {
    return clocks[entry];
  }

  long locator(int entry) {
    return locators[entry];
  }

  int type(int entry) {
    return types[entry];
  }

  boolean imported(int entry) {
    return imported[entry];
  }

  @Nullable ChannelId channel(int entry) {
    return channels[entry] == NONE ? null : channelList.get(channels[entry]);
  }

  PublicKey author(int entry) {
    return authorList.get(authors[entry]);
  }

  boolean sameAuthor(int one, int other) {
    return authors[one] == authors[other];
  }

  boolean sameChannel(int one, int other) {
    return channels[one] == channels[other];
  }

  MessageId id(int entry) {
    return new MessageId(Digest.of(Arrays.copyOfRange(ids, entry * ID, (entry + 1) * ID)));
  }

  @Nullable MessageId target(int entry) {
    int slot = targetSlots[entry];
    return slot == NONE
        ? null
        : new MessageId(Digest.of(Arrays.copyOfRange(targets, slot * ID, (slot + 1) * ID)));
  }

  /** Order of (clock, id), unsigned. */
  int compare(int one, int other) {
    int byClock = Long.compare(clocks[one], clocks[other]);
    return byClock != 0 ? byClock : compareIds(one, other);
  }

  /** Order of ids, unsigned. */
  int compareIds(int one, int other) {
    return Arrays.compareUnsigned(ids, one * ID, (one + 1) * ID, ids, other * ID, (other + 1) * ID);
  }

  /** Makes {@link #find} know the entries of this type that are there now. */
  void index(int type) {
    slots = new int[Integer.highestOneBit(Math.max(8, size)) * 4];
    Arrays.fill(slots, NONE);
    for (int entry = 0; entry < size; entry++) {
      if (types[entry] == type) {
        int slot = slot(ids, entry * ID);
        while (slots[slot] != NONE) {
          slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = entry;
      }
    }
  }

  /** The indexed entry at which this one points, or -1. */
  int findTarget(int entry) {
    int target = targetSlots[entry];
    return target == NONE ? NONE : find(targets, target * ID);
  }

  /** The indexed entry with this id, or -1. */
  int find(MessageId id) {
    return find(id.toBytes(), 0);
  }

  private int find(byte[] bytes, int offset) {
    for (int slot = slot(bytes, offset); slots[slot] != NONE; ) {
      int entry = slots[slot];
      if (Arrays.equals(ids, entry * ID, (entry + 1) * ID, bytes, offset, offset + ID)) {
        return entry;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return NONE;
  }

  /** Ids are hashes, so any of their bytes spread well. */
  private int slot(byte[] bytes, int offset) {
    int hash =
        (bytes[offset] << 24)
            | ((bytes[offset + 1] & 0xFF) << 16)
            | ((bytes[offset + 2] & 0xFF) << 8)
            | (bytes[offset + 3] & 0xFF);
    return hash & (slots.length - 1);
  }

  /** All entries by (clock, id). */
  int[] ordered() {
    int[] from = new int[size];
    Arrays.setAll(from, i -> i);
    int[] to = new int[size];
    for (long width = 1; width < size; width *= 2) {
      for (long low = 0; low < size; low += 2 * width) {
        int middle = (int) Math.min(low + width, size);
        merge(from, to, (int) low, middle, (int) Math.min(low + 2 * width, size));
      }
      int[] swap = from;
      from = to;
      to = swap;
    }
    return from;
  }

  private void merge(int[] from, int[] to, int low, int middle, int high) {
    int left = low;
    int right = middle;
    for (int i = low; i < high; i++) {
      boolean takeLeft = left < middle && (right >= high || compare(from[left], from[right]) <= 0);
      to[i] = takeLeft ? from[left++] : from[right++];
    }
  }
}
