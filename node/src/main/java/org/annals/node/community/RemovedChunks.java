package org.annals.node.community;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
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
import org.annals.magnetindex.catalogue.RemovedChunk;
import org.annals.magnetindex.head.HeadView;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acts upon what a catalogue removed or replaced (FORMAT section 5): marked in the ledger and out
 * of the archive at once, so that it is not served any more; bytes go after seven days, or at once
 * when the reason is legal or expiry, and then the rows that came from nowhere else too; but what
 * was replaced, or claims an expiry that this home's clock does not confirm, goes only when the
 * chunks that took its messages over are readable here. Of a replaced chunk that was evicted only
 * text is left; it goes when the replacement is not here to say what of it may stay. Chunks whose
 * time is over go by this home's own clock, whether their owner is there or not. Chunks that
 * vanished without a word are still listed and stay. Calls take turns.
 */
public final class RemovedChunks {
  private static final Logger log = LoggerFactory.getLogger(RemovedChunks.class);
  private static final Duration KEPT = Duration.ofDays(7);

  private final Communities communities;
  private final Clock clock;
  private final Disk disk;
  private final Stopping stopping;

  /** Whose rows this run has erased already. */
  private final Set<ChunkId> forgotten = new HashSet<>();

  /** Stops serving a chunk; when it returns, no handle on the file is open. */
  @FunctionalInterface
  public interface Stopping {
    /** Returns when it is not served. */
    void stop(LedgerEntry entry) throws IOException;
  }

  /** What was fetched so far of chunks that are not whole. */
  public interface Partials {
    /** Whether there is anything of a chunk. */
    boolean holds(LedgerEntry entry) throws IOException;

    /** Deletes it; it is not being fetched. */
    void delete(LedgerEntry entry) throws IOException;
  }

  /** Makes room at the cost of chunks. */
  @FunctionalInterface
  public interface Room {
    /** Whether so many bytes more are free for a chunk's community. */
    boolean make(LedgerEntry entry, long missing);
  }

  /** What is beside the chunks on the disk. */
  public record Disk(Partials partials, Room room) {}

  /** Of the communities of a home. */
  public RemovedChunks(Communities communities, Clock clock, Disk disk, Stopping stopping) {
    this.communities = communities;
    this.clock = clock;
    this.disk = disk;
    this.stopping = stopping;
  }

  /** Does what is due in all communities; one that fails is tried again with the next call. */
  public void tidy() {
    for (Community community : communities.all()) {
      try {
        tidy(community);
      } catch (IOException | RuntimeException e) {
        // Tried again at the next change and every hour.
        log.error("removed chunks of {} could not be tidied away", community.id(), e);
      }
    }
  }

  /**
   * Does what is due in one community. A crash leaves what the next call goes on from.
   *
   * @throws IOException when ledger, database or disk fail; the rest is not done then
   */
  public synchronized void tidy(Community community) throws IOException {
    Replaced replaced = Replaced.of(community.head().view().listed().values());
    for (LedgerEntry entry : community.chunks().all()) {
      tidy(community, entry, replaced);
    }
  }

  /**
   * That a chunk is not archived any more.
   *
   * @param kept how long its bytes stay; empty while only they have what was announced as replaced
   * @param forget whether rows that came from nowhere else go too
   */
  private record Gone(String note, Optional<Duration> kept, boolean forget) {}

  private static Optional<Gone> gone(Community community, LedgerEntry entry, Replaced replaced)
      throws IOException {
    HeadView view = community.head().view();
    @Nullable RemovedChunk removed = view.contents().removed().get(entry.chunk());
    boolean over = community.isOver(entry.position(), entry.chunk());
    if (removed != null) {
      String note = "removed by its owner: " + removed.reason();
      return Optional.of(
          switch (removed.reason()) {
            case OWNER -> new Gone(note, Optional.of(KEPT), false);
            case LEGAL -> new Gone(note, Optional.of(Duration.ZERO), true);
            case EXPIRY -> {
              boolean goes = over || replaced.isWindowHere(community, entry);
              yield new Gone(note, goes ? Optional.of(Duration.ZERO) : Optional.empty(), goes);
            }
          });
    }
    if (over) {
      return Optional.of(new Gone("its time is over", Optional.of(Duration.ZERO), true));
    }
    boolean listed = view.listed().containsKey(entry.chunk());
    if (listed || !replaced.covers(entry)) {
      // Neither listed nor replaced: of this home and not published yet.
      return Optional.empty();
    }
    boolean here = replaced.isHere(community, entry);
    // Where its bytes have made room the replacement may never come, and so neither may what it
    // takes back: text that was only left standing goes.
    boolean onlyText = !here && !community.chunks().holdsBytes(entry);
    return Optional.of(new Gone("replaced", here ? Optional.of(KEPT) : Optional.empty(), onlyText));
  }

  private void tidy(Community community, LedgerEntry entry, Replaced replaced) throws IOException {
    Optional<Gone> found = gone(community, entry, replaced);
    if (found.isEmpty()) {
      return;
    }
    Optional<Duration> kept = found.get().kept();
    String note = found.get().note();
    boolean forget = found.get().forget() && !forgotten.contains(entry.chunk());
    // A database whose process was killed can have rows again that were taken out.
    boolean again = forget || community.messages().lists(entry.chunk());
    if (entry.state() != ChunkState.REMOVED || again) {
      mark(community, entry, forget ? Removal.ERASE : Removal.KEEP, note);
    }
    if (entry.file().isEmpty() && disk.partials().holds(entry)) {
      // Nobody may have it any more, so nobody will fetch the rest.
      stopping.stop(entry);
      disk.partials().delete(entry);
    }
    LedgerEntry marked = community.chunks().find(entry.chunk()).orElseThrow();
    if (marked.state() == ChunkState.REMOVED
        && (community.chunks().holdsBytes(marked)
            || Files.exists(community.chunks().file(entry.chunk())))
        && kept.filter(time -> time.isZero() || !now().isBefore(marked.changed().plus(time)))
            .isPresent()) {
      ChunkStore.StopServing stop = () -> stopping.stop(marked);
      community
          .chunks()
          .store()
          .release(community.id(), entry.chunk(), ChunkState.REMOVED, note, stop);
      log.info("the bytes of chunk {} are gone: {}", entry.chunk(), note);
    }
  }

  /**
   * Which chunks listed ones have replaced: by name, or by standing in their place.
   *
   * @param named the replacing ones by those that they name
   */
  private record Replaced(
      Map<ChunkId, Set<ChunkId>> named,
      Map<Place, Integer> newest,
      Map<TimeWindow, Set<ChunkId>> byWindow) {
    private record Place(TimeWindow window, GroupId group, int part) {
      static Place of(ChunkPosition position) {
        return new Place(position.window(), position.group(), position.part());
      }
    }

    static Replaced of(Collection<CatalogueEntry> listed) {
      Map<ChunkId, Set<ChunkId>> named = new HashMap<>();
      Map<Place, Integer> newest = new HashMap<>();
      Map<TimeWindow, Set<ChunkId>> byWindow = new HashMap<>();
      for (CatalogueEntry each : listed) {
        for (ChunkId old : each.supersedes()) {
          named.computeIfAbsent(old, id -> new HashSet<>()).add(each.chunk());
        }
        newest.merge(Place.of(each.position()), each.position().revision(), Math::max);
        byWindow
            .computeIfAbsent(each.position().window(), window -> new HashSet<>())
            .add(each.chunk());
      }
      return new Replaced(named, newest, byWindow);
    }

    /** Whether the chunks that replace this one can be read here: nobody else may have them. */
    boolean isHere(Community community, LedgerEntry entry) throws IOException {
      return allImported(community, named.getOrDefault(entry.chunk(), Set.of()));
    }

    /** Whether all chunks of its window can be read here: into any group its channels may go. */
    boolean isWindowHere(Community community, LedgerEntry entry) throws IOException {
      return allImported(community, byWindow.getOrDefault(entry.position().window(), Set.of()));
    }

    private static boolean allImported(Community community, Set<ChunkId> chunks)
        throws IOException {
      for (ChunkId chunk : chunks) {
        if (community.chunks().find(chunk).filter(each -> each.imported().complete()).isEmpty()) {
          return false;
        }
      }
      return true;
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
    WriteOutcome outcome = community.messages().remove(entry.chunk(), removal);
    // A full home forgets all the same: what was taken back counts more than the oldest week.
    if (outcome instanceof WriteOutcome.Refused refused
        && disk.room().make(entry, refused.missing())) {
      outcome = community.messages().remove(entry.chunk(), removal);
    }
    if (outcome instanceof WriteOutcome.Refused refused) {
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
    community.chunks().change(entry.chunk(), known -> known.in(ChunkState.REMOVED, note, now));
    log.info("chunk {} is not archived any more: {}", entry.chunk(), note);
  }

  private Instant now() {
    return clock.instant();
  }
}
