package org.annals.importer.journal;

import java.util.Arrays;
import java.util.function.LongPredicate;

/** A growing list of numbers. */
final class LongList {
  private long[] values = new long[16];
  private int size;

  void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
  }

  int size() {
    return size;
  }

  long get(int index) {
    return values[index];
  }

  void removeIf(LongPredicate goes) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (!goes.test(values[i])) {
        values[kept++] = values[i];
      }
    }
    size = kept;
  }
}
