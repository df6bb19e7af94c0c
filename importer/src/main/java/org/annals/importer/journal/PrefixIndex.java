package org.annals.importer.journal;

import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * Finds locators by the first 8 bytes of a hash: open addressing in one array, 24 to 32 bytes per
 * entry. Equal prefixes may stand for different hashes, so every hit is checked by the caller.
 * Locators are 0 or more. Confined to its owner's lock.
 */
final class PrefixIndex {
  static final long NONE = -1;

  private static final long REMOVED = -2;
  private static final int FIRST_CAPACITY = 64;

  private long[] slots = new long[0];
  private int used;
  private int live;

  PrefixIndex() {
    allocate(FIRST_CAPACITY);
  }

  int size() {
    return live;
  }

  void add(long prefix, long locator) {
    if ((used + 1) * 4L > slots.length / 2 * 3L) {
      rehash();
    }
    int i = start(prefix);
    while (slots[i + 1] != NONE) {
      i = next(i);
    }
    slots[i] = prefix;
    slots[i + 1] = locator;
    used++;
    live++;
  }

  /** The first locator under the prefix that passes, or {@link #NONE}. */
  long find(long prefix, LongPredicate matches) {
    for (int i = start(prefix); slots[i + 1] != NONE; i = next(i)) {
      if (slots[i] == prefix && slots[i + 1] != REMOVED && matches.test(slots[i + 1])) {
        return slots[i + 1];
      }
    }
    return NONE;
  }

  /** Puts another locator in the place of one that is there. */
  void replace(long prefix, long locator, long by) {
    slots[where(prefix, locator) + 1] = by;
  }

  private int where(long prefix, long locator) {
    for (int i = start(prefix); slots[i + 1] != NONE; i = next(i)) {
      if (slots[i] == prefix && slots[i + 1] == locator) {
        return i;
      }
    }
    throw new IllegalStateException("no such entry");
  }

  void removeIf(LongPredicate goes) {
    for (int i = 0; i < slots.length; i += 2) {
      if (slots[i + 1] >= 0 && goes.test(slots[i + 1])) {
        slots[i + 1] = REMOVED;
        live--;
      }
    }
    rehash();
  }

  private void rehash() {
    long[] old = slots;
    int capacity = FIRST_CAPACITY;
    while (capacity < live * 2L) {
      capacity *= 2;
    }
    allocate(capacity);
    for (int i = 0; i < old.length; i += 2) {
      if (old[i + 1] >= 0) {
        add(old[i], old[i + 1]);
      }
    }
  }

  private void allocate(int capacity) {
    slots = new long[capacity * 2];
    Arrays.fill(slots, NONE);
    used = 0;
    live = 0;
  }

  private int start(long prefix) {
    // The prefix is the beginning of a hash, but of one that others choose: mix it a little.
    long mixed = prefix * 0x9E3779B97F4A7C15L;
    return (int) ((mixed ^ (mixed >>> 32)) & (slots.length / 2 - 1)) * 2;
  }

  private int next(int i) {
    return (i + 2) & (slots.length - 1);
  }
}
