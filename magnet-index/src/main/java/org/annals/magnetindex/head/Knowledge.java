package org.annals.magnetindex.head;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.annals.archiver.GroupId;
import org.annals.archiver.TimeWindow;
import org.annals.magnetindex.catalogue.CatalogueEntry;

/**
 * What a member knows by itself when it judges a catalogue.
 *
 * @param nowMillis its own clock
 * @param clocks of the chunks that it has
 */
record Knowledge(long nowMillis, ChunkClocks clocks) {
  /** The latest moment that an owner may mean by "now" (see {@link Acceptance#MAX_AHEAD}). */
  long latestMillis() {
    return nowMillis + Acceptance.MAX_AHEAD.toMillis();
  }

  /**
   * Whether the time of everything in a chunk is over, so that its removal is an expiry: it is of
   * an auto-delete group, and its last message, or the last that its window can hold, is older than
   * the group's period.
   *
   * @param periods of the groups that policies name
   */
  boolean isOver(CatalogueEntry entry, Map<GroupId, Duration> periods) {
    Duration period = periods.get(entry.position().group());
    if (period == null || period.toSeconds() > latestMillis() / 1000) {
      return false;
    }
    TimeWindow window = entry.position().window();
    long from = latestMillis() - period.toMillis();
    if (window.endSeconds() * 1000 <= from) {
      return true;
    }
    if (window.startSeconds() * 1000 >= from) {
      return false;
    }
    OptionalLong last = clocks.last(entry);
    return last.isPresent() && last.getAsLong() < from;
  }
}
