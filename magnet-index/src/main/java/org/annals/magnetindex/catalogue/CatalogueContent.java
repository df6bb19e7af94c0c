package org.annals.magnetindex.catalogue;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.annals.archiver.GroupId;

/**
 * What a catalogue says, without who said it when. Immutable; every list is in the order of its
 * bytes.
 *
 * @param sealedUntil per group: all windows that end at or before this second are sealed
 * @param entries ascending by position, then chunk id
 * @param removed ascending by chunk id
 */
public record CatalogueContent(
    CommunityCard card,
    Policy policy,
    SortedMap<GroupId, Long> sealedUntil,
    List<CatalogueEntry> entries,
    List<RemovedChunk> removed) {
  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException when a list does not ascend, a mark is below 1 or there are
   *     too many marks
   */
  public CatalogueContent {
    sealedUntil = Collections.unmodifiableSortedMap(new TreeMap<>(sealedUntil));
    entries = List.copyOf(entries);
    removed = List.copyOf(removed);
    if (sealedUntil.size() > CatalogueLimits.MAX_GROUPS) {
      throw new IllegalArgumentException("too many groups");
    }
    for (long second : sealedUntil.values()) {
      if (second < 1) {
        throw new IllegalArgumentException("a sealing mark is above 0");
      }
    }
    if (!Ascending.isStrict(entries) || !Ascending.isStrict(removed)) {
      throw new IllegalArgumentException("entries or removed chunks do not ascend");
    }
  }
}
