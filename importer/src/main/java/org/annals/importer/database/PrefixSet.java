package org.annals.importer.database;

import java.util.Arrays;

/**
 * First 8 bytes of ids; answers "certainly not" or "perhaps". 16 to 32 bytes per entry, for sets
 * that are small beside the messages.
 */
final class PrefixSet {
  private long[] slots = new long[64];
  private int size;
  private boolean zero;

  boolean isEmpty() {
    return size == 0 && !zero;
  }

  void add(long prefix) {
    if (prefix == 0) {
      zero = true;
    } else if (!mayContain(prefix)) {
      if (size * 2 >= slots.length) {
        grow();
      }
      insert(prefix);
    }
  }

  boolean mayContain(long prefix) {
    if (prefix == 0) {
      return zero;
    }
    for (int i = start(prefix); slots[i] != 0; i = (i + 1) & (slots.length - 1)) {
      if (slots[i] == prefix) {
        return true;
      }
    }
    return false;
  }

  void clear() {
    Arrays.fill(slots, 0);
    size = 0;
    zero = false;
  }

  private void insert(long prefix) {
    int i = start(prefix);
    while (slots[i] != 0) {
      i = (i + 1) & (slots.length - 1);
    }
    slots[i] = prefix;
    size++;
  }

  private void grow() {
    long[] old = slots;
    slots = new long[old.length * 2];
    size = 0;
    for (long prefix : old) {
      if (prefix != 0) {
        insert(prefix);
      }
    }
  }

  private int start(long prefix) {
    long mixed = prefix * 0x9E3779B97F4A7C15L;
    return (int) (mixed ^ (mixed >>> 32)) & (slots.length - 1);
  }
}
