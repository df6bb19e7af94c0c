package org.annals.node.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.annals.archiver.ChunkId;
import org.annals.archiver.InfoHash;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.LedgerEntry;
import org.annals.importer.chunk.ImportOutcome;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.node.event.Event;
import org.annals.node.event.Stage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Imports verified chunks into the message databases, one at a time, the newest window of all
 * communities first. A chunk that cannot be imported now rests for a while, never in the way of
 * others; one whose bytes are damaged is given up, so that it is fetched again.
 *
 * <p>While a chunk is imported, the next one is begun if it is of the same community: one at most
 * in all of them, and none while the lane is idle. Thread-safe.
 */
final class ImportLane {
  private static final Logger log = LoggerFactory.getLogger(ImportLane.class);
  private static final Duration REST = Duration.ofMinutes(1);
  private static final Comparator<WaitingImport> ORDER =
      Comparator.comparing(each -> each.entry().position());

  private final Communities communities;
  private final Surroundings surroundings;
  private final Damaged damaged;
  private final AtomicBoolean running = new AtomicBoolean();
  private final AtomicBoolean asked = new AtomicBoolean();
  private final Map<ChunkId, Instant> resting = new ConcurrentHashMap<>();
  private final Map<ChunkId, WithoutRoom> withoutRoom = new ConcurrentHashMap<>();
  private final HomeRoom room;
  private final ImportAhead ahead = new ImportAhead();
  private volatile boolean paused;

  /** An import that waits for room. */
  private record WithoutRoom(LedgerEntry entry, String reason) {}

  /** Is told of a chunk whose bytes are not what was verified once. */
  @FunctionalInterface
  interface Damaged {
    void giveUp(Community community, LedgerEntry entry, String reason) throws IOException;
  }

  ImportLane(Communities communities, Surroundings surroundings, Damaged damaged, HomeRoom room) {
    this.communities = communities;
    this.surroundings = surroundings;
    this.damaged = damaged;
    this.room = room;
  }

  /** Begins no import until {@link #resume}: the disk takes no bytes. */
  void pause() {
    paused = true;
  }

  /** The disk takes bytes again. */
  void resume() {
    paused = false;
    retry();
  }

  /** There may be room: what waits for it need not wait longer. */
  void retry() {
    withoutRoom.keySet().forEach(resting::remove);
    wake();
  }

  /** Which imports of a community wait for room. */
  List<String> alerts(Community community) {
    return withoutRoom.values().stream()
        .filter(each -> each.entry().community().equals(community.id()))
        .map(
            each ->
                "The text of the week until "
                    + each.entry().position().window().end()
                    + " is not readable yet, there is no room for it: "
                    + each.reason())
        .toList();
  }

  /** There may be something to import. Returns at once. */
  void wake() {
    asked.set(true);
    if (running.compareAndSet(false, true)) {
      try {
        surroundings.lanes().execute(this::run);
      } catch (RejectedExecutionException e) {
        // The node is closing; what is verified is imported at the next start.
        running.set(false);
      }
    }
  }

  /** Whether nothing waits and nothing runs. */
  boolean idle() {
    return !running.get() && !asked.get();
  }

  private void run() {
    try {
      while (asked.getAndSet(false)) {
        Optional<WaitingImport> next = next();
        while (next.isPresent()) {
          ahead.goOnIn(next.get().community());
          importOne(next.get());
          next = next();
        }
      }
    } catch (InterruptedException e) {
      // The node is closing; whole sections stay, the rest follows at the next start.
      Thread.currentThread().interrupt();
      return;
    } finally {
      ahead.end();
      running.set(false);
    }
    if (asked.get()) {
      wake();
    }
  }

  private Optional<WaitingImport> next() {
    withoutRoom.values().removeIf(each -> !isHere(each.entry()));
    return waiting().max(ORDER);
  }

  private Stream<WaitingImport> waiting() {
    if (paused) {
      return Stream.empty();
    }
    return communities.all().stream()
        .filter(community -> community.row().enabled())
        .flatMap(
            community ->
                waiting(community).stream().map(entry -> new WaitingImport(community, entry)));
  }

  /** What most likely follows, by the ledger as it is now. */
  private Optional<WaitingImport> following(WaitingImport current) {
    return waiting()
        .filter(each -> !each.entry().chunk().equals(current.entry().chunk()))
        .max(ORDER);
  }

  /**
   * Lets go of a chunk that goes, if it was begun: no handle on its file is open here on return.
   * The ledger says already that it goes.
   */
  void letGo(InfoHash file) throws IOException {
    ahead.letGo(file);
  }

  private List<LedgerEntry> waiting(Community community) {
    Instant now = surroundings.clock().instant();
    try {
      return community.chunks().all().stream()
          .filter(e -> e.state() == ChunkState.VERIFIED && !e.imported().complete())
          .filter(e -> community.head().view().listed().containsKey(e.chunk()))
          .filter(e -> !now.isBefore(resting.getOrDefault(e.chunk(), Instant.MIN)))
          .toList();
    } catch (IOException e) {
      log.error("what is to be imported of {} cannot be found out", community.id(), e);
      return List.of();
    }
  }

  private void importOne(WaitingImport waiting) throws InterruptedException {
    Community community = waiting.community();
    LedgerEntry entry = waiting.entry();
    try {
      ImportOutcome outcome =
          community.filling().importChunk(entry, () -> ahead.of(waiting, () -> following(waiting)));
      if (outcome instanceof ImportOutcome.Imported) {
        resting.remove(entry.chunk());
        withoutRoom.remove(entry.chunk());
        event(community, entry);
      } else if (outcome instanceof ImportOutcome.Damaged bad) {
        log.warn("chunk {} is damaged and fetched again: {}", entry.chunk(), bad.reason());
        damaged.giveUp(community, entry, bad.reason());
      } else if (outcome instanceof ImportOutcome.NoRoom full) {
        noRoom(entry, full);
      } else {
        log.warn("chunk {} cannot be imported by this version: {}", entry.chunk(), outcome);
        resting.put(entry.chunk(), Instant.MAX);
      }
    } catch (IOException | RuntimeException e) {
      log.error("chunk {} could not be imported", entry.chunk(), e);
      rest(entry);
      if (e instanceof IOException failed) {
        room.writeFailed(failed);
      }
    }
  }

  /** Older chunks make room for it; where there are none, it waits. */
  private void noRoom(LedgerEntry entry, ImportOutcome.NoRoom full) {
    if (room.makeRoomToImport(entry, full.missing())) {
      return;
    }
    if (withoutRoom.put(entry.chunk(), new WithoutRoom(entry, full.reason())) == null) {
      log.warn("no room to import chunk {}: {}", entry.chunk(), full.reason());
    }
    rest(entry);
  }

  private boolean isHere(LedgerEntry entry) {
    try {
      return communities
          .get(entry.community())
          .flatMap(community -> find(community, entry))
          .filter(now -> now.state() == ChunkState.VERIFIED)
          .isPresent();
    } catch (UncheckedIOException e) {
      log.error("chunk {} cannot be looked up", entry.chunk(), e);
      return true;
    }
  }

  private static Optional<LedgerEntry> find(Community community, LedgerEntry entry) {
    try {
      return community.chunks().find(entry.chunk());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void rest(LedgerEntry entry) {
    resting.put(entry.chunk(), surroundings.clock().instant().plus(REST));
    try {
      var unused = surroundings.loop().schedule(this::wake, REST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("the node is closing", e);
    }
  }

  private void event(Community community, LedgerEntry entry) {
    surroundings
        .events()
        .record(
            new Event(
                surroundings.clock().instant(),
                community.id(),
                Stage.IMPORTED,
                entry.chunk().toString(),
                "chunk",
                entry.messages()));
  }
}
