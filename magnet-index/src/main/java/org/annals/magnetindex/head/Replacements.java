package org.annals.magnetindex.head;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.magnetindex.catalogue.CatalogueEntry;

/**
 * Which replacements hold (FORMAT section 5): same window and group; the lowest part number of what
 * is replaced, and that part's revision + 1. A member that missed a catalogue knows only some of
 * the replaced chunks; then the revision must only be higher.
 */
public final class Replacements {
  private Replacements() {}

  /** Chunks that these entries rightly replace. */
  public static Set<ChunkId> effective(
      Map<ChunkId, CatalogueEntry> known, List<CatalogueEntry> entries) {
    Set<ChunkId> replaced = new HashSet<>();
    for (CatalogueEntry entry : entries) {
      if (!entry.supersedes().isEmpty() && holds(known, entry)) {
        replaced.addAll(entry.supersedes());
      }
    }
    return replaced;
  }

  /** Whether an entry may replace what it says it does, as far as that is known. */
  public static boolean holds(Map<ChunkId, CatalogueEntry> known, CatalogueEntry entry) {
    List<ChunkPosition> old = new ArrayList<>();
    for (ChunkId id : entry.supersedes()) {
      CatalogueEntry replaced = known.get(id);
      if (replaced != null) {
        old.add(replaced.position());
      }
    }
    return allBehind(entry.position(), old)
        && (old.size() < entry.supersedes().size() || follows(entry.position(), old));
  }

  private static boolean allBehind(ChunkPosition next, List<ChunkPosition> old) {
    for (ChunkPosition position : old) {
      boolean samePlace =
          position.window().equals(next.window()) && position.group().equals(next.group());
      boolean behind =
          position.part() > next.part()
              || (position.part() == next.part() && position.revision() < next.revision());
      if (!samePlace || !behind) {
        return false;
      }
    }
    return true;
  }

  private static boolean follows(ChunkPosition next, List<ChunkPosition> old) {
    if (old.isEmpty()) {
      return true;
    }
    int lowest = old.stream().mapToInt(ChunkPosition::part).min().orElseThrow();
    int revision =
        old.stream()
            .filter(position -> position.part() == lowest)
            .mapToInt(ChunkPosition::revision)
            .max()
            .orElseThrow();
    return next.part() == lowest && next.revision() - 1 == revision;
  }
}
