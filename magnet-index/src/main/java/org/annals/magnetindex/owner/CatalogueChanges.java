package org.annals.magnetindex.owner;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.annals.archiver.ChunkId;
import org.annals.archiver.GroupId;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.catalogue.CommunityCard;
import org.annals.magnetindex.catalogue.Policy;
import org.annals.magnetindex.catalogue.RemovalReason;

/**
 * What the owner wants to be different in the next catalogue. Immutable; build it from {@link
 * #NONE}.
 *
 * @param added chunks that were packed; each names the chunks that it replaces
 * @param removed chunks to remove, with the reason
 * @param card when the community's name or channels change
 * @param policy when the rules change
 * @param sealedUntil per group whose mark moves on
 */
public record CatalogueChanges(
    List<CatalogueEntry> added,
    Map<ChunkId, RemovalReason> removed,
    Optional<CommunityCard> card,
    Optional<Policy> policy,
    SortedMap<GroupId, Long> sealedUntil) {
  /** No change. */
  public static final CatalogueChanges NONE =
      new CatalogueChanges(
          List.of(), Map.of(), Optional.empty(), Optional.empty(), new TreeMap<>());

  public CatalogueChanges {
    added = List.copyOf(added);
    removed = Map.copyOf(removed);
    sealedUntil = Collections.unmodifiableSortedMap(new TreeMap<>(sealedUntil));
  }

  /** Lists more chunks. */
  public CatalogueChanges adding(Collection<CatalogueEntry> entries) {
    List<CatalogueEntry> more = new ArrayList<>(added);
    more.addAll(entries);
    return new CatalogueChanges(more, removed, card, policy, sealedUntil);
  }

  /** Removes chunks. */
  public CatalogueChanges removing(Map<ChunkId, RemovalReason> chunks) {
    Map<ChunkId, RemovalReason> more = new HashMap<>(removed);
    more.putAll(chunks);
    return new CatalogueChanges(added, more, card, policy, sealedUntil);
  }

  /** Renames the community or changes its channels. */
  public CatalogueChanges describing(CommunityCard next) {
    return new CatalogueChanges(added, removed, Optional.of(next), policy, sealedUntil);
  }

  /** Changes the rules. */
  public CatalogueChanges ruling(Policy next) {
    return new CatalogueChanges(added, removed, card, Optional.of(next), sealedUntil);
  }

  /** Says that all windows of a group that end at or before this second are sealed. */
  public CatalogueChanges sealedUntil(GroupId group, long second) {
    SortedMap<GroupId, Long> marks = new TreeMap<>(sealedUntil);
    marks.put(group, second);
    return new CatalogueChanges(added, removed, card, policy, marks);
  }
}
