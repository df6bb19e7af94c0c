package org.annals.node.run;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.GroupId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.ChunkStore;
import org.annals.archiver.store.LedgerEntry;
import org.annals.importer.database.Removal;
import org.annals.importer.database.WriteOutcome;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.catalogue.RemovedChunk;
import org.annals.magnetindex.head.HeadView;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acts upon what a catalogue removed or replaced (FORMAT section 5): marked in the ledger and out
 * of the archive at once, so that it is not served any more; bytes go after seven days, or at once
 * when the reason is legal or expiry, and then the rows that came from nowhere else too. Chunks
 * that vanished without a word are still listed and stay. Calls take turns.
 */
final class RemovedChunks {
  private static final Logger log = LoggerFactory.getLogger(RemovedChunks.class);
  private static final Duration KEPT = Duration.ofDays(7);

  private final Communities communities;
  private final Surroundings surroundings;
  private final Stopping stopping;

  /** Stops serving a chunk; when it returns, no handle on the file is open. */
  @FunctionalInterface
  interface Stopping {
    void stop(LedgerEntry entry) throws IOException;
  }

  RemovedChunks(Communities communities, Surroundings surroundings, Stopping stopping) {
    this.communities = communities;
    this.surroundings = surroundings;
    this.stopping = stopping;
  }

  /** Does what is due. Runs on a lane. */
  synchronized void tidy() {
    for (Community community : communities.all()) {
      try {
        Replaced replaced = Replaced.by(community.head().view().listed().values());
        for (LedgerEntry entry : community.ledger()) {
          tidy(community, entry, replaced);
        }
      } catch (IOException | RuntimeException e) {
        // Tried again at the next change and every hour.
        log.error("removed chunks of {} could not be tidied away", community.id(), e);
      }
    }
  }

  private void tidy(Community community, LedgerEntry entry, Replaced replaced) throws IOException {
    HeadView view = community.head().view();
    @Nullable RemovedChunk removed = view.contents().removed().get(entry.chunk());
    if (removed == null && (view.listed().containsKey(entry.chunk()) || !replaced.covers(entry))) {
      // Listed, or of this home and not published yet.
      return;
    }
    boolean immediate = removed != null && removed.reason().immediate();
    String note = removed == null ? "replaced" : "removed by its owner: " + removed.reason();
    // A database whose process was killed can have rows again that were taken out.
    if (entry.state() != ChunkState.REMOVED || community.messages().lists(entry.chunk())) {
      mark(community, entry, immediate ? Removal.ERASE : Removal.KEEP, note);
    }
    LedgerEntry marked = community.ledgerEntry(entry.chunk()).orElseThrow();
    if (marked.state() == ChunkState.REMOVED
        && community.holdsBytes(marked)
        && (immediate || !now().isBefore(marked.changed().plus(KEPT)))) {
      ChunkStore.StopServing stop = () -> stopping.stop(marked);
      community.store().release(community.id(), entry.chunk(), ChunkState.REMOVED, note, stop);
      log.info("the bytes of chunk {} are gone: {}", entry.chunk(), note);
    }
  }

  /** Which chunks listed ones have replaced: by name, or by standing in their place. */
  private record Replaced(Set<ChunkId> named, Map<Place, Integer> newest) {
    private record Place(TimeWindow window, GroupId group, int part) {
      static Place of(ChunkPosition position) {
        return new Place(position.window(), position.group(), position.part());
      }
    }

    static Replaced by(Collection<CatalogueEntry> listed) {
      Set<ChunkId> named = new HashSet<>();
      Map<Place, Integer> newest = new HashMap<>();
      for (CatalogueEntry each : listed) {
        named.addAll(each.supersedes());
        newest.merge(Place.of(each.position()), each.position().revision(), Math::max);
      }
      return new Replaced(named, newest);
    }

    boolean covers(LedgerEntry entry) {
      ChunkPosition position = entry.position();
      return named.contains(entry.chunk())
          || newest.getOrDefault(Place.of(position), 0) > position.revision();
    }
  }

  /** The database first: when the ledger says removed, nothing of it counts as archived. */
  private void mark(Community community, LedgerEntry entry, Removal removal, String note)
      throws IOException {
    if (community.remove(entry.chunk(), removal) instanceof WriteOutcome.Refused refused) {
      log.warn("no room to take chunk {} out: {}", entry.chunk(), refused.reason());
      return;
    }
    Instant now = now();
    community.note(entry.chunk(), known -> known.in(ChunkState.REMOVED, note, now));
    log.info("chunk {} is not archived any more: {}", entry.chunk(), note);
  }

  private Instant now() {
    return surroundings.clock().instant();
  }
}
