package org.annals.node.run;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.annals.archiver.ChunkId;
import org.annals.archiver.PeerAddress;
import org.annals.magnetindex.ControlTopic;
import org.annals.magnetindex.NeighbourExchange;
import org.annals.magnetindex.announcement.CatalogueLink;
import org.annals.magnetindex.announcement.QuietTime;
import org.annals.magnetindex.announcement.Repetition;
import org.annals.magnetindex.announcement.SignedAnnouncement;
import org.annals.magnetindex.head.HeadOutcome;
import org.annals.magnetindex.head.HeadView;
import org.annals.node.community.Community;
import org.annals.node.event.Event;
import org.annals.node.event.Stage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one community's announcements: hears them, asks neighbours for them, fetches the
 * catalogues they name, repeats the newest after long silence. Confined to the loop.
 */
final class CatalogueFollower {
  private static final Logger log = LoggerFactory.getLogger(CatalogueFollower.class);
  private static final Duration TICK = Duration.ofMillis(500);
  private static final Duration ASK_EVERY = Duration.ofMinutes(1);
  private static final Duration FIRST_ASK = Duration.ofSeconds(2);

  private final Community community;
  private final Network network;
  private final Holders holders;
  private final Surroundings surroundings;
  private final Listener listener;
  private final CatalogueFetches fetches;

  private ControlTopic.@Nullable Subscription subscription;
  private @Nullable ScheduledFuture<?> ticks;
  private @Nullable Instant firstImproved;
  private @Nullable Instant lastImproved;
  private Instant nextAsk;
  private Duration askPause = FIRST_ASK;
  private boolean askNow = true;
  private boolean stopped;
  private Instant nextRepetition;

  /** Is told, on the loop, what following has changed. */
  interface Listener {
    /** Chunks are listed that were not, or are listed no more; or serving was switched. */
    void listingChanged(Community community);

    /** Further holders are known. */
    void holdersFound(Community community);

    /** A neighbour has answered, or an announcement with a true signature came. */
    void spoke(Community community, boolean answer);

    /** Chunks of this community that are not here yet. */
    List<ChunkId> missing(Community community);
  }

  CatalogueFollower(
      Community community,
      Network network,
      Holders holders,
      Surroundings surroundings,
      HomeRoom room,
      Listener listener) {
    this.community = community;
    this.network = network;
    this.holders = holders;
    this.surroundings = surroundings;
    this.listener = listener;
    this.fetches =
        new CatalogueFetches(
            community, network.transport(), holders, surroundings, room, new Taking());
    this.nextAsk = surroundings.clock().instant();
    this.nextRepetition = drawRepetition();
  }

  void start() {
    subscription =
        network
            .topic()
            .subscribe(community.id(), (bytes, sent) -> onLoop(() -> hear(bytes, "relay")));
    community.head().view().newest().ifPresent(newest -> signed(newest.announcement().hints()));
    ticks =
        surroundings
            .loop()
            .scheduleWithFixedDelay(
                () -> guarded(this::tick), 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  void stop() {
    if (subscription != null) {
      subscription.close();
    }
    if (ticks != null) {
      ticks.cancel(false);
    }
    stopped = true;
    fetches.stop();
  }

  /** Asks all neighbours at the next moment: there is a new one, or somebody wants it. */
  void askSoon() {
    askNow = true;
    askPause = FIRST_ASK;
  }

  private void tick() throws IOException {
    Instant now = surroundings.clock().instant();
    HeadView view = community.head().view();
    if (askNow || !now.isBefore(nextAsk)) {
      askIfNeeded(view, now);
    }
    if (view.serving() && !view.wanted().isEmpty() && quietTimeIsOver(now)) {
      view.wanted().forEach(link -> fetches.fetch(link, now));
    }
    Optional<SignedAnnouncement> newest = view.newest();
    if (newest.isPresent() && !now.isBefore(nextRepetition)) {
      nextRepetition = drawRepetition();
      network.topic().publish(community.id(), newest.get().bytes());
    }
  }

  private void askIfNeeded(HeadView view, Instant now) {
    boolean nothingHeard = view.accepted().isEmpty();
    List<ChunkId> missing = listener.missing(community);
    if (askNow || nothingHeard || !view.wanted().isEmpty() || !missing.isEmpty()) {
      ask(missing);
    }
    askNow = false;
    nextAsk = now.plus(nothingHeard ? askPause : ASK_EVERY);
    askPause = askPause.multipliedBy(2);
    if (askPause.compareTo(ASK_EVERY) > 0) {
      askPause = ASK_EVERY;
    }
  }

  private void ask(List<ChunkId> missing) {
    List<ChunkId> some = missing.subList(0, Math.min(missing.size(), NeighbourExchange.MAX_CHUNKS));
    network
        .neighbours()
        .ask(
            new NeighbourExchange.Question(community.id(), some),
            (from, answer) ->
                onLoop(
                    () -> {
                      if (answer.newestAnnouncement().isPresent()) {
                        hear(answer.newestAnnouncement().get(), from.getHostAddress());
                      }
                      if (answer.torrentPort() > 0) {
                        found(List.of(new PeerAddress(from, answer.torrentPort())));
                      }
                      found(answer.peers());
                      listener.spoke(community, true);
                    }));
  }

  /** Somebody said, on any thread, that these hold chunks. */
  void holdersNamed(List<PeerAddress> addresses) {
    onLoop(() -> found(addresses));
  }

  private void found(List<PeerAddress> addresses) {
    news(holders.add(community.id(), addresses));
  }

  private void signed(List<PeerAddress> hints) {
    news(holders.addSigned(community.id(), hints));
  }

  private void news(boolean found) {
    if (found) {
      fetches.peersFound();
      listener.holdersFound(community);
    }
  }

  private void hear(byte[] announcement, String source) throws IOException {
    HeadOutcome outcome = community.head().hear(announcement);
    Instant now = surroundings.clock().instant();
    HeadView view = community.head().view();
    if (outcome instanceof HeadOutcome.Accepted accepted) {
      log.info("{} announced {}", community.id(), accepted.accepted());
      event(Stage.HEARD, accepted.accepted().toString(), source);
      if (accepted.quietTime()) {
        firstImproved = firstImproved == null ? now : firstImproved;
        lastImproved = now;
      } else {
        firstImproved = null;
        lastImproved = null;
      }
      if (view.newest().isPresent()) {
        signed(view.newest().get().announcement().hints());
      }
      nextAsk = now;
      if (!view.serving()) {
        fetches.cancel();
      }
      listener.listingChanged(community);
      tick();
    } else if (outcome instanceof HeadOutcome.Refreshed refreshed) {
      signed(refreshed.hints());
    } else if (outcome instanceof HeadOutcome.Rejected rejected) {
      log.debug("an announcement from {} was rejected: {}", source, rejected.reason());
      return;
    }
    if (view.newest().filter(n -> Repetition.breaksSilence(n, announcement)).isPresent()) {
      nextRepetition = drawRepetition();
    }
    listener.spoke(community, false);
  }

  private Instant drawRepetition() {
    return Repetition.memberNext(surroundings.clock().instant(), surroundings.random());
  }

  private boolean quietTimeIsOver(Instant now) {
    Instant first = firstImproved;
    Instant last = lastImproved;
    return first == null || last == null || !now.isBefore(QuietTime.DEFAULT.due(first, last));
  }

  /** What fetches report, on the loop. */
  private final class Taking implements CatalogueFetches.Listener {
    @Override
    public void taken(CatalogueLink link, HeadOutcome outcome) throws IOException {
      if (outcome instanceof HeadOutcome.Applied applied) {
        firstImproved = null;
        lastImproved = null;
        event(Stage.CATALOGUE, applied.applied().toString(), "torrent");
        community.learnName(community.head().view().contents().card().name());
      } else if (outcome instanceof HeadOutcome.Rejected rejected) {
        log.warn("catalogue {} of {} was rejected: {}", link.digest(), community.id(), rejected);
      }
      nextAsk = surroundings.clock().instant();
      listener.listingChanged(community);
    }
  }

  private void event(Stage stage, String subject, String source) {
    surroundings
        .events()
        .record(
            new Event(surroundings.clock().instant(), community.id(), stage, subject, source, 0));
  }

  private void onLoop(Step step) {
    try {
      surroundings.loop().execute(() -> guarded(step));
    } catch (RejectedExecutionException e) {
      log.debug("the node is closing", e);
    }
  }

  private void guarded(Step step) {
    if (stopped) {
      return;
    }
    try {
      step.run();
    } catch (IOException | RuntimeException e) {
      // One community's trouble must not stop the others; the next tick tries again.
      log.error("following {} failed", community.id(), e);
    }
  }

  /** A step that may meet a failing disk. */
  private interface Step {
    void run() throws IOException;
  }
}
