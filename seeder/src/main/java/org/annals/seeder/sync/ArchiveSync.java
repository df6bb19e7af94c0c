package org.annals.seeder.sync;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.annals.archiver.CommunityId;
import org.annals.archiver.torrent.TorrentInfo;
import org.annals.seeder.ArchiveTransport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries a {@link SyncPlanner}'s decisions out: fetches, has what was fetched verified and kept,
 * and serves it from its place.
 *
 * <ul>
 *   <li>A chunk that was adopted is served from where it was moved to, without a pause.
 *   <li>One that was rejected is stopped before it is thrown away.
 * </ul>
 *
 * <p>Thread-safe; every method returns at once. The planner is only touched on the loop.
 */
public final class ArchiveSync implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ArchiveSync.class);

  private final ArchiveTransport transport;
  private final SyncPlanner planner;
  private final SyncWork work;
  private final SyncThreads threads;
  private @Nullable ScheduledFuture<?> ticks;
  private boolean resting;
  private volatile boolean closed;

  /** Does nothing until {@link #start}. The planner belongs to this object from now on. */
  public ArchiveSync(
      ArchiveTransport transport, SyncPlanner planner, SyncWork work, SyncThreads threads) {
    this.transport = transport;
    this.planner = planner;
    this.work = work;
    this.threads = threads;
  }

  /** Begins. To be called once. */
  public synchronized void start() {
    refresh();
    long nanos = threads.tick().toNanos();
    ticks =
        threads
            .loop()
            .scheduleWithFixedDelay(() -> guarded(this::tick), nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /** What is listed or held has changed. */
  public void refresh() {
    post(() -> planner.update(work.listed()));
  }

  /** New holders of a community's chunks may be known. */
  public void peersFound(CommunityId community) {
    post(
        () -> {
          planner.peersFound(community);
          for (SyncTarget target : planner.fetching()) {
            if (target.community().equals(community)) {
              transport.addPeers(target.infoHash(), work.peers(target));
            }
          }
        });
  }

  /** There may be room again. */
  public void roomFound() {
    post(planner::roomFound);
  }

  /** Begins no fetch until {@link #resume}: the disk takes no bytes. Serving goes on. */
  public void pause() {
    post(planner::pause);
  }

  /** The disk takes bytes again. */
  public void resume() {
    post(planner::resume);
  }

  /** By hand: tries one chunk again at once. */
  public void retry(SyncTarget target) {
    post(() -> planner.retry(target));
  }

  /** By hand: tries every chunk of a community again at once. */
  public void retryAll(CommunityId community) {
    post(() -> planner.retryAll(community));
  }

  /** Where every listed chunk stands, newest first. */
  public CompletableFuture<List<SyncStatus>> statuses() {
    CompletableFuture<List<SyncStatus>> answer = new CompletableFuture<>();
    post(() -> answer.complete(planner.statuses(now())));
    if (closed) {
      answer.complete(List.of());
    }
    return answer;
  }

  /** Makes no further decisions. Transfers go on until the transport is closed. Idempotent. */
  @Override
  public synchronized void close() {
    closed = true;
    if (ticks != null) {
      ticks.cancel(false);
    }
  }

  private void post(Runnable change) {
    if (!closed) {
      threads
          .loop()
          .execute(
              () ->
                  guarded(
                      () -> {
                        change.run();
                        step();
                      }));
    }
  }

  private void guarded(Runnable task) {
    if (closed) {
      return;
    }
    try {
      task.run();
    } catch (RuntimeException e) {
      // The loop has to go on for all other chunks.
      LOG.error("A step of the synchronisation failed", e);
    }
  }

  /** Every change takes a step by itself: while all rests, a node with nothing to do is idle. */
  private void tick() {
    if (!resting) {
      step();
    }
  }

  private void step() {
    for (SyncTarget target : planner.fetching()) {
      transport
          .status(target.infoHash())
          .ifPresent(status -> planner.progress(target, status.have(), now()));
    }
    for (SyncAction action : planner.plan(now())) {
      if (action instanceof SyncAction.Fetch fetch) {
        fetch(fetch.target());
      } else if (action instanceof SyncAction.Stop stop) {
        stopThen(stop.target(), planner::stopped);
      }
    }
    resting = planner.rests();
  }

  private void fetch(SyncTarget target) {
    ArchiveTransport.Order order =
        new ArchiveTransport.Order(
            target.infoHash(),
            target.chunk() + ".annals",
            target.size(),
            work.incoming(target),
            target.community().account(),
            work.peers(target));
    transport.fetch(
        order,
        new ArchiveTransport.FetchListener() {
          @Override
          public void completed(TorrentInfo info, Path file) {
            post(() -> verify(target, info, file));
          }

          @Override
          public void failed(ArchiveTransport.FetchFailure failure) {
            LOG.info("Chunk {} was not fetched: {}", target.chunk(), failure);
            post(
                () -> {
                  planner.failed(target, failure, now());
                  work.failed(target, failure);
                });
          }
        });
  }

  private void verify(SyncTarget target, TorrentInfo info, Path file) {
    planner.fetched(target);
    if (!planner.verifying(target)) {
      return;
    }
    threads
        .verifiers()
        .execute(
            () -> {
              Adoption adoption = adopt(target, info, file);
              post(() -> adopted(target, info, file, adoption));
            });
  }

  private Adoption adopt(SyncTarget target, TorrentInfo info, Path file) {
    try {
      return work.adopt(target, info, file);
    } catch (RuntimeException e) {
      LOG.error("Chunk {} could not be verified", target.chunk(), e);
      return new Adoption.Troubled("the check ended with an error: " + e.getMessage());
    }
  }

  private void adopted(SyncTarget target, TorrentInfo info, Path file, Adoption adoption) {
    if (adoption instanceof Adoption.Adopted kept) {
      transport.seed(new ArchiveTransport.Seed(info, kept.file(), target.community().account()));
      planner.adopted(target);
    } else if (adoption instanceof Adoption.Rejected rejected) {
      LOG.warn("Chunk {} is thrown away: {}", target.chunk(), rejected.reason());
      stopThen(target, t -> discard(t, file, rejected.reason()));
    } else if (adoption instanceof Adoption.Troubled troubled) {
      // Stopped, because a transport that serves it would not report its completion again.
      stopThen(target, t -> planner.troubled(t, troubled.reason(), now()));
    }
  }

  private void discard(SyncTarget target, Path file, String reason) {
    threads
        .verifiers()
        .execute(
            () -> {
              try {
                work.discard(target, file);
              } catch (RuntimeException e) {
                LOG.error("Rejected chunk {} could not be thrown away", target.chunk(), e);
              }
              post(() -> planner.rejected(target, reason));
            });
  }

  private void stopThen(SyncTarget target, Consumer<SyncTarget> next) {
    var unused =
        transport
            .stop(target.infoHash())
            .whenComplete(
                (done, trouble) -> {
                  if (trouble != null) {
                    LOG.error("Chunk {} was not stopped cleanly", target.chunk(), trouble);
                  }
                  post(() -> next.accept(target));
                });
  }

  private long now() {
    return threads.ticker().getAsLong();
  }
}
