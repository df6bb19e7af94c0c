package org.annals.magnetindex.catalogue;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.annals.archiver.ChunkId;
import org.annals.archiver.GroupId;

/**
 * A community's list of all chunks and channels, and its owner's policy (FORMAT section 5).
 *
 * <ul>
 *   <li>Immutable; every list is in the order of its bytes.
 *   <li>No chunk is listed twice, listed and removed, or listed and superseded.
 * </ul>
 *
 * @param sealedUntil per group: all windows that end at or before this second are sealed
 * @param entries ascending by position, then chunk id; at most 200,000
 * @param removed ascending by chunk id; at most 200,000
 */
public record Catalogue(
    CatalogueStamp stamp,
    CommunityCard card,
    Policy policy,
    SortedMap<GroupId, Long> sealedUntil,
    List<CatalogueEntry> entries,
    List<RemovedChunk> removed) {
  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException when a rule above is broken
   */
  public Catalogue {
    sealedUntil = Collections.unmodifiableSortedMap(new TreeMap<>(sealedUntil));
    entries = List.copyOf(entries);
    removed = List.copyOf(removed);
    require(sealedUntil.size() <= CatalogueLimits.MAX_GROUPS, "too many groups");
    for (long second : sealedUntil.values()) {
      require(second > 0, "a sealing mark is above 0");
    }
    require(entries.size() <= CatalogueLimits.MAX_ENTRIES, "too many entries");
    require(removed.size() <= CatalogueLimits.MAX_REMOVED, "too many removed chunks");
    require(Ascending.isStrict(entries), "entries do not ascend");
    require(Ascending.isStrict(removed), "removed chunks do not ascend");
    checkListedOnce(entries, removed);
  }

  private static void checkListedOnce(List<CatalogueEntry> entries, List<RemovedChunk> removed) {
    Set<ChunkId> listed = new HashSet<>(entries.size() * 2);
    for (CatalogueEntry entry : entries) {
      require(listed.add(entry.chunk()), "a chunk is listed twice");
    }
    for (RemovedChunk chunk : removed) {
      require(!listed.contains(chunk.chunk()), "a removed chunk is listed");
    }
    for (CatalogueEntry entry : entries) {
      for (ChunkId old : entry.supersedes()) {
        require(!listed.contains(old), "a superseded chunk is listed");
      }
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
