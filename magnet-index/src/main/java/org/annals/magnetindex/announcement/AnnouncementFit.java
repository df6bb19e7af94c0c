package org.annals.magnetindex.announcement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.annals.archiver.PeerAddress;
import org.annals.keys.AnnalsSignatures;
import org.annals.keys.PrivateKey;
import org.annals.magnetindex.ControlTopics;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.catalogue.CatalogueStamp;

/**
 * Makes announcements that fit into a Waku message of 4,096 bytes: fewer entries first, then fewer
 * hints (FORMAT section 6).
 */
public final class AnnouncementFit {
  private AnnouncementFit() {}

  /**
   * What to announce, uncut.
   *
   * @param stamp the catalogue's, with this announcement's time and home
   * @param entries all chunks; the newest are taken
   * @param hints where this node's torrents listen, most useful first
   */
  public record Wish(
      CatalogueStamp stamp,
      CatalogueLink catalogue,
      boolean serving,
      Collection<CatalogueEntry> entries,
      List<PeerAddress> hints) {}

  /**
   * The signed announcement.
   *
   * @throws IllegalArgumentException when not even the bare announcement fits, which its caps
   *     exclude
   */
  public static SignedAnnouncement sign(Wish wish, PrivateKey key, AnnalsSignatures signatures) {
    List<CatalogueEntry> entries =
        new ArrayList<>(
            wish.entries().stream()
                .sorted(Comparator.reverseOrder())
                .limit(Announcement.MAX_ENTRIES)
                .toList());
    List<PeerAddress> hints =
        new ArrayList<>(wish.hints().stream().distinct().limit(Announcement.MAX_HINTS).toList());
    while (true) {
      SignedAnnouncement signed =
          AnnouncementCodec.sign(
              new Announcement(wish.stamp(), wish.catalogue(), wish.serving(), entries, hints),
              key,
              signatures);
      if (signed.bytes().length <= ControlTopics.MAX_PAYLOAD) {
        return signed;
      }
      if (entries.isEmpty() && hints.isEmpty()) {
        throw new IllegalArgumentException("the announcement does not fit");
      }
      List<?> shorter = entries.isEmpty() ? hints : entries;
      shorter.remove(shorter.size() - 1);
    }
  }
}
