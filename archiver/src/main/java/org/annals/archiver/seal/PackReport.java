package org.annals.archiver.seal;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What happened to the messages of a window.
 *
 * @param left how many entries were left out on purpose or refused, by cause
 */
public record PackReport(SortedMap<String, Long> left) {
  public PackReport {
    left = new TreeMap<>(left);
  }
}
