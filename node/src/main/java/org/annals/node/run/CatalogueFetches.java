package org.annals.node.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.annals.archiver.torrent.TorrentInfo;
import org.annals.magnetindex.announcement.CatalogueLink;
import org.annals.magnetindex.head.HeadOutcome;
import org.annals.node.community.Community;
import org.annals.seeder.ArchiveTransport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches the catalogues of one community and hands them to its head. A fetch that failed is tried
 * again after a pause that doubles from 15 seconds to 15 minutes, spread by chance. Confined to the
 * loop.
 */
final class CatalogueFetches {
  private static final Logger log = LoggerFactory.getLogger(CatalogueFetches.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(15);

  /** It is fetched to one place, kept in another, and listed in the node's database. */
  private static final long COPIES = 4;

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

  private final Community community;
  private final ArchiveTransport transport;
  private final Holders holders;
  private final Surroundings surroundings;
  private final HomeRoom room;
  private final Listener listener;
  private final Map<CatalogueLink, Attempt> attempts = new HashMap<>();
  private boolean stopped;

  /** Is told, on the loop, what the head said to a fetched catalogue. */
  @FunctionalInterface
  interface Listener {
    void taken(CatalogueLink link, HeadOutcome outcome) throws IOException;
  }

  /** Running, or failed and tried again at a time; from that time on a lost one is noticed too. */
  private record Attempt(boolean running, Instant retry, int failures) {}

  CatalogueFetches(
      Community community,
      ArchiveTransport transport,
      Holders holders,
      Surroundings surroundings,
      HomeRoom room,
      Listener listener) {
    this.community = community;
    this.transport = transport;
    this.holders = holders;
    this.surroundings = surroundings;
    this.room = room;
    this.listener = listener;
  }

  /** Fetches a wanted catalogue, unless that goes on already or its pause is not over. */
  void fetch(CatalogueLink link, Instant now) {
    Attempt before = attempts.get(link);
    if (stopped || (before != null && !isDue(link, before, now))) {
      return;
    }
    attempts.put(
        link, new Attempt(true, now.plus(FIRST_PAUSE), before == null ? 0 : before.failures()));
    ArchiveTransport.Order order =
        new ArchiveTransport.Order(
            link.infoHash(),
            link.fileName(),
            link.size(),
            community.incoming().resolve(link.fileName()),
            community.id().account(),
            holders.of(community.id()));
    transport.fetch(
        order,
        new ArchiveTransport.FetchListener() {
          @Override
          public void completed(TorrentInfo info, Path file) {
            onLane(() -> take(link, file));
          }

          @Override
          public void failed(ArchiveTransport.FetchFailure failure) {
            if (failure instanceof ArchiveTransport.FetchFailure.NoRoom) {
              room.makeRoomSoon(community, COPIES * link.size());
            }
            onLoop(() -> again(link, String.valueOf(failure)));
          }
        });
  }

  private boolean isDue(CatalogueLink link, Attempt attempt, Instant now) {
    return !now.isBefore(attempt.retry())
        && (!attempt.running() || transport.status(link.infoHash()).isEmpty());
  }

  /** Further holders are known. */
  void peersFound() {
    attempts.forEach(
        (link, attempt) -> {
          if (attempt.running()) {
            transport.addPeers(link.infoHash(), holders.of(community.id()));
          }
        });
  }

  /** Ends all fetches for good. */
  void stop() {
    stopped = true;
    cancel();
  }

  /** Ends the fetches that go on; what is wanted later begins anew. */
  void cancel() {
    attempts.forEach(
        (link, attempt) -> {
          if (attempt.running()) {
            var unused = transport.stop(link.infoHash());
          }
        });
    attempts.clear();
  }

  /** Checks and applies; runs on a lane, because that takes a while. */
  private void take(CatalogueLink link, Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      // No lack of room: nothing may be evicted for it.
      log.error("catalogue {} could not be read", link.digest(), e);
      thenStopped(link, () -> again(link, String.valueOf(e.getMessage())));
      return;
    }
    take(link, file, bytes);
  }

  private void take(CatalogueLink link, Path file, byte[] bytes) {
    try {
      HeadOutcome outcome = community.head().fetched(link, bytes);
      thenStopped(
          link,
          () -> {
            room.partials().delete(community.id().account(), file);
            attempts.remove(link);
            listener.taken(link, outcome);
          });
    } catch (IOException | RuntimeException e) {
      log.error("catalogue {} could not be taken", link.digest(), e);
      room.makeRoomSoon(community, COPIES * link.size());
      // Stopped, because a transport that serves it would not report its completion again.
      thenStopped(link, () -> again(link, String.valueOf(e.getMessage())));
    }
  }

  private void thenStopped(CatalogueLink link, Step next) {
    var unused = transport.stop(link.infoHash()).whenComplete((done, trouble) -> onLoop(next));
  }

  private void again(CatalogueLink link, String cause) {
    if (stopped) {
      return;
    }
    Attempt before = attempts.get(link);
    int failures = before == null ? 1 : before.failures() + 1;
    long pause =
        Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(failures - 1, 10));
    long spread = surroundings.random().nextLong(pause / 2 + 1);
    Instant retry = surroundings.clock().instant().plusMillis(pause / 2 + spread);
    attempts.put(link, new Attempt(false, retry, failures));
    log.info("catalogue {} was not fetched: {}; again at {}", link.digest(), cause, retry);
  }

  private void onLane(Runnable task) {
    try {
      surroundings.lanes().execute(task);
    } catch (RejectedExecutionException e) {
      log.debug("the node is closing", e);
    }
  }

  private void onLoop(Step step) {
    try {
      surroundings
          .loop()
          .execute(
              () -> {
                try {
                  step.run();
                } catch (IOException | RuntimeException e) {
                  log.error("fetching a catalogue of {} failed", community.id(), e);
                }
              });
    } catch (RejectedExecutionException e) {
      log.debug("the node is closing", e);
    }
  }

  /** A step that may meet a failing disk. */
  private interface Step {
    void run() throws IOException;
  }
}
