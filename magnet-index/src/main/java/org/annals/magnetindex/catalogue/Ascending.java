package org.annals.magnetindex.catalogue;

import java.util.List;

/** Order of lists in signed bytes. */
final class Ascending {
  private Ascending() {}

  /** Whether each element is greater than the one before. */
  static <T extends Comparable<? super T>> boolean isStrict(List<T> list) {
    for (int i = 1; i < list.size(); i++) {
      if (list.get(i - 1).compareTo(list.get(i)) >= 0) {
        return false;
      }
    }
    return true;
  }
}
