package org.annals.node.run;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
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
import org.annals.magnetindex.catalogue.RemovalReason;
import org.annals.magnetindex.catalogue.RemovedChunk;
import org.annals.magnetindex.head.HeadView;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.node.eviction.PartialFiles;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acts upon what a catalogue removed or replaced (FORMAT section 5): marked in the ledger and out
 * of the archive at once, so that it is not served any more; bytes go after seven days, or at once
 * when the reason is legal or expiry, and then the rows that came from nowhere else too. Chunks
 * whose time is over go by this home's own clock, whether their owner is there or not. Chunks that
 * vanished without a word are still listed and stay. Calls take turns.
 */
final class RemovedChunks {
  private static final Logger log = LoggerFactory.getLogger(RemovedChunks.class);
  private static final Duration KEPT = Duration.ofDays(7);

  private final Communities communities;
  private final Surroundings surroundings;
  private final PartialFiles partials;
  private final Stopping stopping;

  /** Whose rows this run has erased already. */
  private final Set<ChunkId> forgotten = new HashSet<>();

  /** Stops serving a chunk; when it returns, no handle on the file is open. */
  @FunctionalInterface
  interface Stopping {
    void stop(LedgerEntry entry) throws IOException;
  }

  RemovedChunks(
      Communities communities,
      Surroundings surroundings,
      PartialFiles partials,
      Stopping stopping) {
    this.communities = communities;
    this.partials = partials;
    this.surroundings = surroundings;
    this.stopping = stopping;
  }

  /** Does what is due. Runs on a lane. */
  synchronized void tidy() {
    for (Community community : communities.all()) {
      try {
        Replaced replaced = Replaced.of(community.head().view().listed().values());
        for (LedgerEntry entry : community.ledger()) {
          tidy(community, entry, replaced);
        }
      } catch (IOException | RuntimeException e) {
        // Tried again at the next change and every hour.
        log.error("removed chunks of {} could not be tidied away", community.id(), e);
      }
    }
  }

  /**
   * That a chunk is not archived any more.
   *
   * @param immediate whether its bytes go at once
   * @param forget whether rows that came from nowhere else go too
   */
  private record Gone(String note, boolean immediate, boolean forget) {}

  private static Optional<Gone> gone(Community community, LedgerEntry entry, Replaced replaced)
      throws IOException {
    HeadView view = community.head().view();
    @Nullable RemovedChunk removed = view.contents().removed().get(entry.chunk());
    if (removed != null) {
      // What only changed its group stays readable until its replacement is.
      boolean forget =
          removed.reason() == RemovalReason.LEGAL
              || (removed.reason() == RemovalReason.EXPIRY
                  && isImported(community, replaced.by(entry)));
      String note = "removed by its owner: " + removed.reason();
      return Optional.of(new Gone(note, removed.reason().immediate(), forget));
    }
    if (community.isOver(entry.position(), entry.chunk())) {
      return Optional.of(new Gone("its time is over", true, true));
    }
    boolean listed = view.listed().containsKey(entry.chunk());
    // Neither listed nor replaced: of this home and not published yet.
    return !listed && replaced.covers(entry)
        ? Optional.of(new Gone("replaced", false, false))
        : Optional.empty();
  }

  private static boolean isImported(Community community, Collection<ChunkId> chunks)
      throws IOException {
    for (ChunkId chunk : chunks) {
      if (community.ledgerEntry(chunk).filter(each -> each.imported().complete()).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private void tidy(Community community, LedgerEntry entry, Replaced replaced) throws IOException {
    Optional<Gone> found = gone(community, entry, replaced);
    if (found.isEmpty()) {
      return;
    }
    boolean immediate = found.get().immediate();
    String note = found.get().note();
    boolean forget = found.get().forget() && !forgotten.contains(entry.chunk());
    // A database whose process was killed can have rows again that were taken out.
    boolean again = forget || community.messages().lists(entry.chunk());
    if (entry.state() != ChunkState.REMOVED || again) {
      mark(community, entry, forget ? Removal.ERASE : Removal.KEEP, note);
    }
    if (entry.file().isEmpty() && partials.holds(entry)) {
      // Nobody may have it any more, so nobody will fetch the rest.
      stopping.stop(entry);
      partials.delete(entry);
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

  /**
   * Which chunks listed ones have replaced: by name, or by standing in their place.
   *
   * @param named the replacing ones by those that they name
   */
  private record Replaced(Map<ChunkId, Set<ChunkId>> named, Map<Place, Integer> newest) {
    private record Place(TimeWindow window, GroupId group, int part) {
      static Place of(ChunkPosition position) {
        return new Place(position.window(), position.group(), position.part());
      }
    }

    static Replaced of(Collection<CatalogueEntry> listed) {
      Map<ChunkId, Set<ChunkId>> named = new HashMap<>();
      Map<Place, Integer> newest = new HashMap<>();
      for (CatalogueEntry each : listed) {
        for (ChunkId old : each.supersedes()) {
          named.computeIfAbsent(old, id -> new HashSet<>()).add(each.chunk());
        }
        newest.merge(Place.of(each.position()), each.position().revision(), Math::max);
      }
      return new Replaced(named, newest);
    }

    /** The listed chunks that name this one. */
    Set<ChunkId> by(LedgerEntry entry) {
      return named.getOrDefault(entry.chunk(), Set.of());
    }

    boolean covers(LedgerEntry entry) {
      ChunkPosition position = entry.position();
      return named.containsKey(entry.chunk())
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
    if (removal == Removal.ERASE) {
      forgotten.add(entry.chunk());
    }
    if (entry.state() == ChunkState.REMOVED) {
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
