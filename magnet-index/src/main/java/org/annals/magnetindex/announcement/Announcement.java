package org.annals.magnetindex.announcement;

import java.util.List;
import org.annals.archiver.PeerAddress;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.catalogue.CataloguePosition;
import org.annals.magnetindex.catalogue.CatalogueStamp;

/**
 * A pointer at a catalogue, complete without it for what cannot wait: the serving switch and the
 * newest chunks (FORMAT section 6).
 *
 * @param stamp the catalogue's, with the time at which this announcement was signed
 * @param serving the owner's switch
 * @param newest at most 8 entries, newest first
 * @param hints where the publisher's torrents listen, at most 8; dialled only as {@link DialRules}
 *     allow
 */
public record Announcement(
    CatalogueStamp stamp,
    CatalogueLink catalogue,
    boolean serving,
    List<CatalogueEntry> newest,
    List<PeerAddress> hints) {
  /** Most entries. */
  public static final int MAX_ENTRIES = 8;

  /** Most hints. */
  public static final int MAX_HINTS = 8;

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException when a list is too long or the entries do not descend
   */
  public Announcement {
    newest = List.copyOf(newest);
    hints = List.copyOf(hints);
    if (newest.size() > MAX_ENTRIES || hints.size() > MAX_HINTS) {
      throw new IllegalArgumentException("at most 8 entries and 8 hints");
    }
    for (int i = 1; i < newest.size(); i++) {
      if (newest.get(i - 1).compareTo(newest.get(i)) <= 0) {
        throw new IllegalArgumentException("entries are newest first");
      }
    }
  }

  /** The announced catalogue's rank. */
  public CataloguePosition position() {
    return stamp.position(catalogue.digest());
  }
}
