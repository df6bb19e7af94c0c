package org.annals.magnetindex.head;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.annals.archiver.ChunkId;
import org.annals.archiver.GroupId;
import org.annals.archiver.TimeWindow;
import org.annals.magnetindex.catalogue.Catalogue;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.catalogue.RemovalReason;
import org.annals.magnetindex.catalogue.RemovedChunk;

/**
 * What a member would lose by a catalogue for another reason than expiry (FORMAT section 5),
 * counted in chunks so that it can be held against a quarter of them.
 *
 * <ul>
 *   <li>A removed chunk counts whole, unless the reason is expiry.
 *   <li>So does one that claims expiry and whose time is not over: unless new chunks of its window
 *       take its messages over, as they do when a channel changes its group.
 *   <li>Replaced chunks count by the share of their messages that new chunks of their window do not
 *       have, by the catalogue's own numbers; those with images also by the share of their images.
 *       The greater one counts.
 * </ul>
 *
 * @param millionths of a chunk
 */
record Loss(long millionths) {
  static final Loss NONE = new Loss(0);
  static final long CHUNK = 1_000_000;

  /** What goes when this catalogue takes the place of what is in force. */
  static Loss of(Contents before, Catalogue catalogue, Knowledge knowledge) {
    Map<GroupId, Duration> periods = new HashMap<>(before.policy().periods());
    periods.putAll(catalogue.policy().periods());
    Map<TimeWindow, Leaving> windows = new HashMap<>();
    Set<ChunkId> gone = new HashSet<>();
    for (RemovedChunk removed : catalogue.removed()) {
      CatalogueEntry entry = before.entries().get(removed.chunk());
      if (entry != null && gone.add(entry.chunk())) {
        boolean expires = removed.reason() == RemovalReason.EXPIRY;
        if (!expires || !knowledge.isOver(entry, periods)) {
          leaving(windows, entry).leaves(entry, !expires);
        }
      }
    }
    for (ChunkId replaced : Replacements.effective(before.entries(), catalogue.entries())) {
      CatalogueEntry entry = before.entries().get(replaced);
      if (entry != null && gone.add(replaced)) {
        leaving(windows, entry).leaves(entry, false);
      }
    }
    for (CatalogueEntry entry : catalogue.entries()) {
      Leaving leaving = windows.get(entry.position().window());
      if (leaving != null && !before.entries().containsKey(entry.chunk())) {
        leaving.comes(entry);
      }
    }
    return new Loss(windows.values().stream().mapToLong(Leaving::lost).sum());
  }

  private static Leaving leaving(Map<TimeWindow, Leaving> windows, CatalogueEntry entry) {
    return windows.computeIfAbsent(entry.position().window(), window -> new Leaving());
  }

  /** Whole chunks, for people; what is lost in parts is rounded up. */
  int chunks() {
    return Math.toIntExact((millionths + CHUNK - 1) / CHUNK);
  }

  /** What leaves one window, and what comes. */
  private static final class Leaving {
    private long chunks;
    private long whole;
    private double messages;
    private double messagesTaken;
    private long illustrated;
    private double images;
    private double imagesTaken;

    void leaves(CatalogueEntry entry, boolean counts) {
      chunks++;
      whole += counts ? 1 : 0;
      messages += weight(entry);
      illustrated += entry.counts().images() > 0 ? 1 : 0;
      // Chunks of a window repeat images, such as avatars: what replaces many has no fewer than
      // one.
      images = Math.max(images, (double) entry.counts().images());
    }

    void comes(CatalogueEntry entry) {
      messagesTaken += weight(entry);
      imagesTaken += entry.counts().images();
    }

    /** A chunk without messages has reactions or tombstones, and is something, too. */
    private static double weight(CatalogueEntry entry) {
      return Math.max(1, entry.counts().messages());
    }

    long lost() {
      double byMessages = share(messages, messagesTaken) * chunks;
      double byImages = share(images, imagesTaken) * illustrated;
      return Math.max(whole * CHUNK, (long) (Math.max(byMessages, byImages) * CHUNK));
    }

    private static double share(double left, double taken) {
      return left > taken ? 1 - taken / left : 0;
    }
  }
}
