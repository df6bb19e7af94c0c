package org.annals.node.run;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.annals.archiver.ChunkId;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.LedgerEntry;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.node.event.Event;
import org.annals.node.event.Stage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Imports verified chunks into the message databases, one at a time, the newest window of all
 * communities first. A chunk that fails is left out until the next start, never in the way of
 * others. Thread-safe.
 */
final class ImportLane {
  private static final Logger log = LoggerFactory.getLogger(ImportLane.class);

  private final Communities communities;
  private final Surroundings surroundings;
  private final AtomicBoolean running = new AtomicBoolean();
  private final AtomicBoolean asked = new AtomicBoolean();
  private final Set<ChunkId> failed = new HashSet<>();

  ImportLane(Communities communities, Surroundings surroundings) {
    this.communities = communities;
    this.surroundings = surroundings;
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
        Optional<Waiting> next = next();
        while (next.isPresent()) {
          importOne(next.get());
          next = next();
        }
      }
    } finally {
      running.set(false);
    }
    if (asked.get()) {
      wake();
    }
  }

  private record Waiting(Community community, LedgerEntry entry) {}

  private Optional<Waiting> next() {
    return communities.all().stream()
        .flatMap(
            community -> waiting(community).stream().map(entry -> new Waiting(community, entry)))
        .max(Comparator.comparing(each -> each.entry().position()));
  }

  private List<LedgerEntry> waiting(Community community) {
    try {
      return community.ledger().stream()
          .filter(e -> e.state() == ChunkState.VERIFIED && !e.imported().complete())
          .filter(e -> community.head().view().listed().containsKey(e.chunk()))
          .filter(e -> !failed.contains(e.chunk()))
          .toList();
    } catch (IOException e) {
      log.error("what is to be imported of {} cannot be found out", community.id(), e);
      return List.of();
    }
  }

  private void importOne(Waiting waiting) {
    Community community = waiting.community();
    LedgerEntry entry = waiting.entry();
    try {
      community.importChunk(entry);
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
    } catch (IOException | RuntimeException e) {
      failed.add(entry.chunk());
      log.error("chunk {} could not be imported", entry.chunk(), e);
    }
  }
}
