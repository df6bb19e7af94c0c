package org.annals.importer.digest;

import org.annals.archiver.TimeWindow;
import org.annals.importer.database.MessageDatabase;
import org.annals.importer.database.View;

/**
 * Computes {@code archived} and {@code all} over a range of windows: equal on two nodes exactly
 * when both show the same.
 */
public final class MessageDigests {
  private MessageDigests() {}

  /** Over everything. */
  public static DigestReport of(MessageDatabase database, View view) {
    return of(database, view, 0, Long.MAX_VALUE);
  }

  /** Over the windows from the first to the last, both included. */
  public static DigestReport of(
      MessageDatabase database, View view, TimeWindow first, TimeWindow last) {
    return of(database, view, first.startSeconds() * 1000, last.endSeconds() * 1000);
  }

  private static DigestReport of(
      MessageDatabase database, View view, long fromMillis, long toMillis) {
    StateHash hash = new StateHash();
    database.visit(view, fromMillis, toMillis, hash::message, hash::tombstone);
    return hash.report();
  }
}
