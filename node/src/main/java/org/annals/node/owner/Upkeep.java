package org.annals.node.owner;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.annals.archiver.ChannelId;
import org.annals.archiver.ChunkId;
import org.annals.archiver.GroupId;
import org.annals.archiver.TimeWindow;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.catalogue.RemovalReason;
import org.annals.magnetindex.owner.CatalogueChanges;
import org.annals.node.community.ChunkContent;
import org.annals.node.community.Community;
import org.annals.node.community.Expiry;
import org.annals.node.community.HomeParts;

/**
 * Keeps what is listed in step with the owner's rules (FORMAT sections 3 and 5): chunks whose time
 * is over are removed, channels go into the groups in which they belong, and addenda that became
 * many are merged. One run at a time.
 */
public final class Upkeep {
  /** Parts beyond the first cut above which they are merged. */
  static final int MAX_ADDENDA = 8;

  private final HomeParts parts;
  private final Set<List<ChunkId>> cannotBeMerged = new HashSet<>();

  /** For the communities of a home. */
  public Upkeep(HomeParts parts) {
    this.parts = parts;
  }

  /**
   * What was done.
   *
   * @param expired chunks whose time is over
   * @param added chunks that were packed
   */
  public record Done(int expired, int added) {}

  /**
   * Does what is due, and publishes it as one catalogue.
   *
   * @throws Packing.NoRoomException when there is no room for new chunks; nothing is listed
   */
  public Done run(Community community, OwnerWork.Leave leave)
      throws IOException, Packing.NoRoomException, InterruptedException {
    Map<ChunkId, RemovalReason> removed = new HashMap<>();
    for (CatalogueEntry entry : listed(community)) {
      if (community.isOver(entry.position(), entry.chunk())) {
        removed.put(entry.chunk(), RemovalReason.EXPIRY);
      }
    }
    int expired = removed.size();
    Rewriting rewriting = new Rewriting(parts, community, leave.key());
    boolean grouped = regroup(community, rewriting, removed);
    merge(community, rewriting, removed.keySet());
    rewriting.emptied().forEach(chunk -> removed.put(chunk, RemovalReason.EXPIRY));
    CatalogueChanges changes = CatalogueChanges.NONE.adding(rewriting.added()).removing(removed);
    if (!changes.equals(CatalogueChanges.NONE)) {
      community.publish(leave.key(), changes, leave.newEpoch());
      leave.published().published();
      new OwnChunks(parts).show(community, rewriting.added());
    }
    if (grouped) {
      parts.tables().settings().put(setting(community), rules(community));
    }
    return new Done(expired, rewriting.added().size());
  }

  private static Collection<CatalogueEntry> listed(Community community) {
    return community.head().view().contents().entries().values();
  }

  /**
   * Packs chunks again in which a channel stands that belongs into another group. What they were is
   * removed for expiry, so that its bytes go at once everywhere.
   *
   * @return whether all listed chunks are in order now
   */
  private boolean regroup(
      Community community, Rewriting rewriting, Map<ChunkId, RemovalReason> removed)
      throws IOException, Packing.NoRoomException {
    boolean asBefore =
        parts.tables().settings().get(setting(community)).orElse("").equals(rules(community));
    if (asBefore) {
      return false;
    }
    boolean complete = true;
    Map<TimeWindow, List<CatalogueEntry>> wrong = new TreeMap<>();
    for (CatalogueEntry entry : listed(community)) {
      Optional<ChunkContent> content = community.chunks().content(entry.chunk());
      complete &= content.isPresent();
      if (!removed.containsKey(entry.chunk())
          && content.filter(each -> isWrong(entry, each, community.expiry())).isPresent()) {
        wrong.computeIfAbsent(entry.position().window(), window -> new ArrayList<>()).add(entry);
      }
    }
    for (List<CatalogueEntry> window : wrong.values()) {
      rewriting.intoGroups(window);
      window.forEach(entry -> removed.put(entry.chunk(), RemovalReason.EXPIRY));
    }
    return complete;
  }

  private static boolean isWrong(CatalogueEntry entry, ChunkContent content, Expiry expiry) {
    return content.channels().stream()
        .map(expiry::groupOf)
        .anyMatch(group -> !group.equals(entry.position().group()));
  }

  /** The rules as text that is equal exactly when they are. */
  private static String rules(Community community) {
    StringBuilder text = new StringBuilder("grouped");
    new TreeMap<ChannelId, java.time.Duration>(community.expiry().rules())
        .forEach((channel, period) -> text.append(' ').append(channel).append(' ').append(period));
    return text.toString();
  }

  private static String setting(Community community) {
    return "grouped." + community.id();
  }

  private record Place(TimeWindow window, GroupId group) {}

  private void merge(Community community, Rewriting rewriting, Set<ChunkId> removed)
      throws IOException, Packing.NoRoomException {
    Map<Place, List<CatalogueEntry>> places = new HashMap<>();
    for (CatalogueEntry entry : listed(community)) {
      if (!removed.contains(entry.chunk())) {
        places
            .computeIfAbsent(
                new Place(entry.position().window(), entry.position().group()),
                place -> new ArrayList<>())
            .add(entry);
      }
    }
    for (List<CatalogueEntry> all : places.values()) {
      if (all.size() > MAX_ADDENDA + 1) {
        List<CatalogueEntry> addenda = addenda(community, all);
        List<ChunkId> ids = addenda.stream().map(CatalogueEntry::chunk).toList();
        if (addenda.size() > MAX_ADDENDA && !cannotBeMerged.contains(ids)) {
          int before = rewriting.added().size();
          rewriting.merged(addenda);
          if (rewriting.added().size() == before) {
            cannotBeMerged.add(ids);
          }
        }
      }
    }
  }

  /** The parts beyond the first cut, which are slices of time; empty while one is not here. */
  private static List<CatalogueEntry> addenda(Community community, List<CatalogueEntry> all)
      throws IOException {
    List<CatalogueEntry> sorted = new ArrayList<>(all);
    sorted.sort(Comparator.naturalOrder());
    long end = Long.MIN_VALUE;
    int firstCut = 0;
    boolean slices = true;
    for (CatalogueEntry entry : sorted) {
      Optional<ChunkContent> content = community.chunks().content(entry.chunk());
      if (content.isEmpty()) {
        return List.of();
      }
      slices &= content.get().firstClock() >= end;
      end = content.get().lastClock();
      firstCut += slices ? 1 : 0;
    }
    return sorted.subList(firstCut, sorted.size());
  }
}
