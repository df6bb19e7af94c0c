package org.annals.magnetindex.head;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.annals.archiver.ChunkId;
import org.annals.magnetindex.announcement.CatalogueLink;
import org.annals.magnetindex.announcement.SignedAnnouncement;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.catalogue.CataloguePosition;
import org.annals.magnetindex.catalogue.CatalogueStamp;

/**
 * One moment of a community's head. Immutable.
 *
 * @param accepted the highest position ever accepted; empty when nothing was heard
 * @param freshMillis newest time of issue that was heard for it, ms; 0 when nothing was heard
 * @param serving whether the owner lets members fetch and serve; true before anything was heard
 * @param rivals all positions accepted for the same sequence, highest first; more than one is an
 *     equivocation
 * @param stamp the head's: its parents, its time
 * @param link where the head's catalogue is found
 * @param newest the newest announcement of the accepted position: what is repeated, and answered to
 *     neighbours
 * @param wanted catalogues that are announced and not here
 * @param contents what is in force: of the newest catalogues that are here
 * @param listed all chunks that may be imported and served: of {@code contents} and of the accepted
 *     announcements, without removed ones
 * @param waiting catalogues that wait for the member's word
 * @param alerts what stands now, as long as it stands
 */
public record HeadView(
    Optional<CataloguePosition> accepted,
    long freshMillis,
    boolean serving,
    List<CataloguePosition> rivals,
    Optional<CatalogueStamp> stamp,
    Optional<CatalogueLink> link,
    Optional<SignedAnnouncement> newest,
    List<CatalogueLink> wanted,
    Contents contents,
    Map<ChunkId, CatalogueEntry> listed,
    List<HeadAlert.NeedsWord> waiting,
    List<HeadAlert> alerts) {
  /** Whether a chunk may be imported and served now. */
  public boolean lists(ChunkId chunk) {
    return serving && listed.containsKey(chunk);
  }
}
