package org.annals.magnetindex.head;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.annals.archiver.ChunkId;
import org.annals.archiver.CommunityId;
import org.annals.keys.Digest;
import org.annals.magnetindex.announcement.CatalogueLink;
import org.annals.magnetindex.announcement.SignedAnnouncement;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.catalogue.CataloguePosition;

/**
 * All that {@link Acceptance} decides by. Immutable.
 *
 * @param rivals catalogues of the accepted sequence, highest first; the first is the head
 * @param freshMillis newest time of issue heard for the accepted sequence
 * @param newest newest announcement of the head
 * @param recent what was lost lately without the member's word
 * @param notes alerts of the last change, and of bytes in a newer format
 */
record HeadState(
    CommunityId community,
    List<Rival> rivals,
    long freshMillis,
    Optional<SignedAnnouncement> newest,
    Contents contents,
    RecentLosses recent,
    List<HeadAlert> notes) {
  HeadState {
    rivals = rivals.stream().sorted(Comparator.comparing(Rival::position).reversed()).toList();
    notes = List.copyOf(notes);
  }

  static HeadState empty(CommunityId community) {
    return new HeadState(
        community, List.of(), 0, Optional.empty(), Contents.NONE, RecentLosses.NONE, List.of());
  }

  Optional<CataloguePosition> accepted() {
    return rivals.stream().findFirst().map(Rival::position);
  }

  Optional<Rival> rival(Digest digest) {
    return rivals.stream().filter(rival -> rival.digest().equals(digest)).findFirst();
  }

  HeadState withRivals(List<Rival> next) {
    return new HeadState(community, next, freshMillis, newest, contents, recent, notes);
  }

  HeadState replacing(Rival next) {
    return withRivals(
        rivals.stream().map(rival -> rival.digest().equals(next.digest()) ? next : rival).toList());
  }

  HeadState withContents(Contents next) {
    return new HeadState(community, rivals, freshMillis, newest, next, recent, notes);
  }

  HeadState withRecent(RecentLosses next) {
    return new HeadState(community, rivals, freshMillis, newest, contents, next, notes);
  }

  HeadState withNotes(List<HeadAlert> next) {
    return new HeadState(community, rivals, freshMillis, newest, contents, recent, next);
  }

  HeadState fresh(long issuedMillis, Optional<SignedAnnouncement> announcement) {
    return new HeadState(
        community,
        rivals,
        Math.max(freshMillis, issuedMillis),
        announcement,
        contents,
        recent,
        notes);
  }

  /** At another sequence; what is in force stays until its catalogue is here. */
  HeadState at(Rival head, long issuedMillis, Optional<SignedAnnouncement> announcement) {
    return new HeadState(
        community, List.of(head), issuedMillis, announcement, contents, recent, List.of());
  }

  HeadView view() {
    return new HeadView(
        accepted(),
        freshMillis,
        rivals.stream().allMatch(Rival::serving),
        rivals.stream().map(Rival::position).toList(),
        rivals.stream().findFirst().map(Rival::stamp),
        rivals.stream().findFirst().flatMap(Rival::link),
        newest,
        wanted(),
        contents,
        listed(),
        waiting(),
        alerts());
  }

  private List<CatalogueLink> wanted() {
    return rivals.stream()
        .filter(rival -> rival.disposition() == Rival.Disposition.WANTED)
        .flatMap(rival -> rival.link().stream())
        .toList();
  }

  private Map<ChunkId, CatalogueEntry> listed() {
    Map<ChunkId, CatalogueEntry> listed = new HashMap<>(contents.entries());
    for (Rival rival : rivals) {
      rival
          .announcement()
          .ifPresent(
              signed -> {
                for (CatalogueEntry entry : signed.announcement().newest()) {
                  if (!contents.removed().containsKey(entry.chunk())) {
                    listed.putIfAbsent(entry.chunk(), entry);
                  }
                }
              });
    }
    return Map.copyOf(listed);
  }

  private List<HeadAlert.NeedsWord> waiting() {
    return notes.stream()
        .filter(HeadAlert.NeedsWord.class::isInstance)
        .map(HeadAlert.NeedsWord.class::cast)
        .toList();
  }

  private List<HeadAlert> alerts() {
    List<HeadAlert> alerts = new ArrayList<>();
    for (int i = 1; i < rivals.size(); i++) {
      alerts.add(new HeadAlert.Equivocation(rivals.get(0).position(), rivals.get(i).position()));
    }
    if (!contents.vanished().isEmpty()) {
      alerts.add(new HeadAlert.Vanished(contents.vanished()));
    }
    alerts.addAll(notes);
    return List.copyOf(alerts);
  }
}
