package org.annals.node.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.annals.archiver.ChunkId;
import org.annals.archiver.store.LedgerEntry;
import org.annals.node.OwnersHome;
import org.annals.node.community.Community;
import org.annals.node.event.Event;
import org.annals.testkit.VirtualClock;
import org.annals.testkit.VirtualScheduler;

/** A home with three packed weeks and an import lane, on a time that the test moves. */
final class LaneBench implements AutoCloseable {
  final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-01T12:00:00Z"));
  final VirtualScheduler scheduler = new VirtualScheduler(clock);
  final List<Event> events = new ArrayList<>();
  final List<ChunkId> givenUp = new ArrayList<>();
  final List<String> reasons = new ArrayList<>();
  final OwnersHome home;
  final Community community;
  final ImportLane lane;
  private final List<Throwable> troubles = new ArrayList<>();
  private Look look = () -> {};

  /** What a test does after each import. */
  interface Look {
    void run() throws Exception;
  }

  LaneBench(Path directory) throws Exception {
    home = new OwnersHome(directory, 3);
    community = home.communities().named(Optional.empty());
    Surroundings surroundings =
        new Surroundings(scheduler, scheduler, clock, new SplittableRandom(1), this::imported);
    lane =
        new ImportLane(
            home.communities(),
            surroundings,
            this::giveUp,
            new HomeRoom(
                home.parts(),
                home.communities(),
                surroundings,
                file -> false,
                entry -> {},
                new NoListener()));
  }

  private void imported(Event event) {
    events.add(event);
    try {
      look.run();
    } catch (Exception | AssertionError e) {
      troubles.add(e);
    }
  }

  private void giveUp(Community of, LedgerEntry entry, String reason) throws IOException {
    givenUp.add(entry.chunk());
    reasons.add(reason);
    of.chunks().store().setAside(of.id(), entry.chunk(), reason, () -> {});
  }

  /** What is done on the lane after each import; what fails there is thrown at the end. */
  void afterEach(Look then) {
    look = then;
  }

  List<ChunkId> chunksByAge() throws IOException {
    return community.chunks().all().stream().map(LedgerEntry::chunk).toList();
  }

  @Override
  public void close() throws IOException {
    home.close();
    if (!troubles.isEmpty()) {
      throw new AssertionError("after an import", troubles.get(0));
    }
  }
}
