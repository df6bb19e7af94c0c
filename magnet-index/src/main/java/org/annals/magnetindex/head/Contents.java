package org.annals.magnetindex.head;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.annals.archiver.ChunkId;
import org.annals.archiver.GroupId;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.catalogue.CataloguePosition;
import org.annals.magnetindex.catalogue.CommunityCard;
import org.annals.magnetindex.catalogue.Policy;
import org.annals.magnetindex.catalogue.RemovedChunk;

/**
 * What the newest catalogues that are here say, taken together. Immutable.
 *
 * @param applied their positions, highest first; empty before the first, more than one in an
 *     equivocation
 * @param card of the highest
 * @param policy of the highest; serving is off when any of them says so; auto-delete rules are
 *     those of a catalogue that waits for the member's word, when it ranks higher
 * @param sealedUntil per group, the latest of them
 * @param entries of all of them and those that vanished, by chunk id
 * @param removed all removals ever seen
 * @param vanished those of {@code entries} that none of them lists
 */
public record Contents(
    List<CataloguePosition> applied,
    CommunityCard card,
    Policy policy,
    SortedMap<GroupId, Long> sealedUntil,
    Map<ChunkId, CatalogueEntry> entries,
    Map<ChunkId, RemovedChunk> removed,
    Set<ChunkId> vanished) {
  /** Nothing yet. */
  public static final Contents NONE =
      new Contents(
          List.of(),
          new CommunityCard("", List.of(), Optional.empty()),
          Policy.DEFAULT,
          Collections.emptySortedMap(),
          Map.of(),
          Map.of(),
          Set.of());

  public Contents {
    applied = List.copyOf(applied);
    sealedUntil = Collections.unmodifiableSortedMap(sealedUntil);
    entries = Collections.unmodifiableMap(entries);
    removed = Collections.unmodifiableMap(removed);
    vanished = Collections.unmodifiableSet(vanished);
  }

  /** The same, with the auto-delete rules of another policy. */
  Contents ruled(Policy rules) {
    return new Contents(
        applied,
        card,
        new Policy(policy.serving(), rules.autoDelete()),
        sealedUntil,
        entries,
        removed,
        vanished);
  }
}
