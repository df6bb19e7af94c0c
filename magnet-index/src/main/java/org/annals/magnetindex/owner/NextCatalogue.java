package org.annals.magnetindex.owner;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.annals.archiver.ChunkId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.GroupId;
import org.annals.keys.Digest;
import org.annals.magnetindex.catalogue.Catalogue;
import org.annals.magnetindex.catalogue.CatalogueContent;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.catalogue.CatalogueLimits;
import org.annals.magnetindex.catalogue.CataloguePosition;
import org.annals.magnetindex.catalogue.CatalogueStamp;
import org.annals.magnetindex.catalogue.InstanceId;
import org.annals.magnetindex.catalogue.RemovedChunk;
import org.annals.magnetindex.head.Contents;
import org.annals.magnetindex.head.HeadView;
import org.annals.magnetindex.head.Replacements;

/**
 * The catalogue after the found head: all that it and its rivals list, with the owner's changes. A
 * pure function; nothing is lost but what the changes remove or replace.
 */
public final class NextCatalogue {
  private NextCatalogue() {}

  /**
   * Who publishes when.
   *
   * @param newEpoch of {@link PublishingRight.Granted}
   */
  public record Ground(CommunityId community, InstanceId instance, boolean newEpoch, Instant now) {}

  /**
   * The next catalogue, ranking higher than the head: sequence max(last + 1, now in seconds),
   * parents all catalogues that went in.
   *
   * @throws IllegalArgumentException when a change breaks a rule of the format: a chunk that was
   *     removed, a replacement that does not fit, more than a catalogue may hold
   */
  public static Catalogue of(HeadView head, CatalogueChanges changes, Ground ground) {
    Contents known = head.contents();
    CatalogueStamp stamp = stamp(head, ground);
    Map<ChunkId, CatalogueEntry> entries = new HashMap<>(known.entries());
    Set<ChunkId> replaced = new HashSet<>();
    for (CatalogueEntry added : changes.added()) {
      if (known.removed().containsKey(added.chunk())) {
        throw new IllegalArgumentException("chunk " + added.chunk() + " was removed before");
      }
      if (!Replacements.holds(known.entries(), added)) {
        throw new IllegalArgumentException(
            "chunk " + added.chunk() + " cannot replace what it says");
      }
      CatalogueEntry complete = withForebears(known.entries(), added);
      entries.put(complete.chunk(), complete);
      replaced.addAll(complete.supersedes());
    }
    Map<ChunkId, RemovedChunk> removed = new HashMap<>(known.removed());
    changes
        .removed()
        .forEach(
            (id, reason) ->
                removed.putIfAbsent(id, new RemovedChunk(id, reason, stamp.sequence())));
    entries.keySet().removeAll(removed.keySet());
    entries.keySet().removeAll(replaced);
    return new Catalogue(
        stamp,
        new CatalogueContent(
            changes.card().orElse(known.card()),
            changes.policy().orElse(known.policy()),
            marks(known.sealedUntil(), changes.sealedUntil()),
            sorted(entries.values()),
            sorted(removed.values())));
  }

  private static CatalogueStamp stamp(HeadView head, Ground ground) {
    Optional<CataloguePosition> last = head.accepted();
    long epoch = last.map(CataloguePosition::epoch).orElse(0L) + (ground.newEpoch() ? 1 : 0);
    long afterLast = last.map(position -> position.sequence() + 1).orElse(0L);
    long sequence = Math.max(afterLast, ground.now().getEpochSecond());
    List<Digest> parents =
        head.contents().applied().stream().map(CataloguePosition::digest).toList();
    return new CatalogueStamp(
        ground.community(),
        epoch,
        sequence,
        ground.now().toEpochMilli(),
        ground.instance(),
        parents);
  }

  /**
   * A replacement of a replacement names the first ones too, so that a member that missed the
   * catalogue between sees them leave rightly.
   */
  private static CatalogueEntry withForebears(
      Map<ChunkId, CatalogueEntry> known, CatalogueEntry added) {
    Set<ChunkId> all = new TreeSet<>(added.supersedes());
    for (ChunkId id : added.supersedes()) {
      CatalogueEntry old = known.get(id);
      if (old != null) {
        all.addAll(old.supersedes());
      }
    }
    if (all.size() > CatalogueLimits.MAX_SUPERSEDES) {
      return added;
    }
    return new CatalogueEntry(
        added.position(),
        added.infoHash(),
        added.chunk(),
        added.size(),
        added.counts(),
        List.copyOf(all));
  }

  private static SortedMap<GroupId, Long> marks(
      SortedMap<GroupId, Long> before, SortedMap<GroupId, Long> changes) {
    SortedMap<GroupId, Long> marks = new TreeMap<>(before);
    changes.forEach((group, mark) -> marks.merge(group, mark, Math::max));
    return marks;
  }

  private static <T extends Comparable<T>> List<T> sorted(Collection<T> values) {
    return values.stream().sorted().toList();
  }
}
