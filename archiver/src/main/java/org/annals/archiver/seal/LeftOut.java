package org.annals.archiver.seal;

import java.util.TreeMap;

/** Counts what is left out of a window's chunks. Confined to one thread. */
final class LeftOut {
  private final TreeMap<String, Long> counts = new TreeMap<>();

  void count(String cause) {
    count(cause, 1);
  }

  void count(String cause, long times) {
    if (times > 0) {
      counts.merge(cause, times, Long::sum);
    }
  }

  PackReport report() {
    return new PackReport(counts);
  }
}
