package org.annals.magnetindex.catalogue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.annals.archiver.ChunkId;
import org.annals.archiver.GroupId;

/**
 * A community's list of all chunks and channels, and its owner's policy (FORMAT section 5).
 *
 * <ul>
 *   <li>Immutable; every list is in the order of its bytes.
 *   <li>No chunk is listed twice, listed and removed, or listed and superseded.
 *   <li>At most 200,000 entries and as many removals.
 * </ul>
 */
public record Catalogue(CatalogueStamp stamp, CatalogueContent content) {
  /**
   * Checks.
   *
   * @throws IllegalArgumentException when a rule above is broken
   */
  public Catalogue {
    if (content.entries().size() > CatalogueLimits.MAX_ENTRIES
        || content.removed().size() > CatalogueLimits.MAX_REMOVED) {
      throw new IllegalArgumentException("too many entries or removed chunks");
    }
    checkListedOnce(content.entries(), content.removed());
  }

  /** The community's own words. */
  public CommunityCard card() {
    return content.card();
  }

  /** The owner's rules. */
  public Policy policy() {
    return content.policy();
  }

  /** Per group: all windows that end at or before this second are sealed. */
  public SortedMap<GroupId, Long> sealedUntil() {
    return content.sealedUntil();
  }

  /** All chunks, ascending by position, then chunk id. */
  public List<CatalogueEntry> entries() {
    return content.entries();
  }

  /** Chunks that must not be kept, ascending by chunk id. */
  public List<RemovedChunk> removed() {
    return content.removed();
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
