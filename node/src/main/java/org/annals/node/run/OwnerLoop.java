package org.annals.node.run;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.annals.keys.KeyStoreException;
import org.annals.keys.PrivateKey;
import org.annals.magnetindex.announcement.SignedAnnouncement;
import org.annals.magnetindex.catalogue.InstanceId;
import org.annals.magnetindex.head.HeadView;
import org.annals.magnetindex.owner.OwnerStart;
import org.annals.magnetindex.owner.PublishingRight;
import org.annals.node.command.LiveNode;
import org.annals.node.community.Community;
import org.annals.node.community.HomeParts;
import org.annals.node.owner.OwnerWork;
import org.annals.node.owner.PackSummary;
import org.annals.node.owner.Packing;
import org.annals.node.owner.Upkeep;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a running node does for one community that it owns: earn the right to publish, pack what is
 * due at the start and every ten minutes, announce after each change, at the start and every six
 * hours. Packing runs on a lane; everything else on the loop.
 */
final class OwnerLoop {
  private static final Logger log = LoggerFactory.getLogger(OwnerLoop.class);
  private static final Duration PACK_EVERY = Duration.ofMinutes(10);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final Community community;
  private final Packing packing;
  private final Upkeep upkeep;
  private final Announcing announcing;
  private final Surroundings surroundings;
  private final Runnable published;
  private final AtomicBoolean repeating = new AtomicBoolean();

  private volatile OwnerStart start;
  private final boolean noHistoryFound;
  private Instant nextPack;
  private @Nullable ScheduledFuture<?> ticks;

  /**
   * A loop for one community.
   *
   * @param published is told, on any thread, after a new catalogue came into force
   * @param serve returns once everything that may be served is being served: whoever hears an
   *     announcement comes at once, and would be turned away
   */
  OwnerLoop(
      Community community,
      HomeParts parts,
      Packing packing,
      Network network,
      Surroundings surroundings,
      Runnable published,
      Runnable serve) {
    this.community = community;
    this.packing = packing;
    this.upkeep = new Upkeep(parts);
    this.announcing = new Announcing(community, parts, network, surroundings, serve);
    this.surroundings = surroundings;
    this.published = published;
    this.nextPack = now();
    this.noHistoryFound = community.row().noHistoryFound();
    this.start =
        OwnerStart.begin(
            situation(), InstanceId.of(community.row().instanceId()), now(), surroundings.random());
  }

  private OwnerStart.Situation situation() {
    boolean published =
        community.head().view().stamp().stream()
            .anyMatch(
                stamp -> stamp.instance().equals(InstanceId.of(community.row().instanceId())));
    if (published) {
      return OwnerStart.Situation.PUBLISHED_BEFORE;
    }
    if (community.row().createdHere()) {
      return OwnerStart.Situation.CREATED_HERE;
    }
    return community.row().noHistoryFound()
        ? OwnerStart.Situation.RESTORED_NO_HISTORY
        : OwnerStart.Situation.RESTORED;
  }

  /** Whether what this loop started from still holds. */
  boolean stillFits() {
    return noHistoryFound == community.row().noHistoryFound();
  }

  void begin() {
    ticks =
        surroundings
            .loop()
            .scheduleWithFixedDelay(this::tick, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  void stop() {
    if (ticks != null) {
      ticks.cancel(false);
    }
  }

  /** A neighbour has answered, or an announcement with a true signature came. */
  void spoke(boolean answer) {
    Optional<SignedAnnouncement> newest = community.head().view().newest();
    Instant now = now();
    happened(
        before -> {
          OwnerStart next = answer ? before.someoneAnswered() : before;
          return newest.isPresent() ? next.heard(newest.get().announcement().stamp(), now) : next;
        });
  }

  /** The loop hears, the lanes publish: neither may undo what the other has found. */
  private synchronized void happened(UnaryOperator<OwnerStart> what) {
    start = what.apply(start);
  }

  private void tick() {
    try {
      Instant now = now();
      if (!(right() instanceof PublishingRight.Granted)) {
        return;
      }
      // While serving is off, exactly the announcement that says so is repeated.
      if (community.head().view().serving() && !now.isBefore(nextPack)) {
        nextPack = now.plus(PACK_EVERY);
        surroundings.lanes().execute(this::packDue);
      }
      if (community.head().view().accepted().isPresent()
          && !community.packingLock().isLocked()
          && announcing.isDue()
          && repeating.compareAndSet(false, true)) {
        surroundings.lanes().execute(this::repeat);
      }
    } catch (RuntimeException e) {
      // The next tick tries again.
      log.error("the owner's work for {} failed", community.id(), e);
    }
  }

  private void repeat() {
    try {
      // What was packed while no node ran is out with the first one: whoever may send it need not
      // ask again in this run.
      happened(OwnerStart::published);
      announcing.send();
    } catch (IOException | KeyStoreException | RuntimeException e) {
      log.error("{} could not be announced; it is tried again", community.id(), e);
    } finally {
      repeating.set(false);
    }
  }

  private void packDue() {
    try {
      PackSummary summary = pack(new Packing.Order(false, false), (done, total) -> {});
      if (summary.chunks() > 0) {
        log.info("packed {} messages into {} chunks", summary.messages(), summary.chunks());
      }
      Upkeep.Done done = work(leave -> upkeep.run(community, leave));
      if (done.expired() + done.added() > 0) {
        log.info("{} chunks are over, {} were packed again", done.expired(), done.added());
      }
    } catch (CommandFailure e) {
      log.warn("{} {}", e.getMessage(), e.reason(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.error("packing {} failed", community.id(), e);
    }
  }

  PublishingRight right() {
    HeadView view = community.head().view();
    if (community.row().createdHere() && view.newest().isEmpty()) {
      // Packed while no node ran, and never announced: there is nobody who could know more.
      return new PublishingRight.Granted(false);
    }
    return start.right(view, now());
  }

  /** Packs, publishes and announces; waits for a run that goes on already. */
  PackSummary pack(Packing.Order order, Packing.WindowListener listener)
      throws CommandFailure, InterruptedException {
    return work(
        leave ->
            packing.pack(
                community, leave.key(), order, leave.newEpoch(), listener, leave.published()));
  }

  /** Repeats the announcement by hand. */
  LiveNode.Announced announceByHand() throws CommandFailure {
    PublishingRight right = right();
    if (!(right instanceof PublishingRight.Granted)) {
      throw NotYet.because(right);
    }
    return announcing.byHand();
  }

  /** Does something of the owner's; waits for what goes on already. */
  <T> T work(OwnerWork<T> work) throws CommandFailure, InterruptedException {
    PublishingRight right = right();
    if (!(right instanceof PublishingRight.Granted granted)) {
      throw NotYet.because(right);
    }
    community.packingLock().lockInterruptibly();
    try {
      return work.with(new OwnerWork.Leave(key(), granted.newEpoch(), this::announceNew));
    } catch (Packing.NoRoomException e) {
      throw new CommandFailure(
          ErrorCode.NO_ROOM,
          "Packing stopped; what was packed before it is kept and listed.",
          String.valueOf(e.getMessage()),
          "Make room; the node goes on by itself.",
          e);
    } catch (IOException | KeyStoreException e) {
      throw new CommandFailure(
          ErrorCode.UNEXPECTED,
          "Packing or publishing failed; nothing was lost.",
          String.valueOf(e.getMessage()),
          "Check the disk and the key; the node tries again in ten minutes.",
          e);
    } finally {
      community.packingLock().unlock();
    }
  }

  private void announceNew() throws IOException {
    happened(OwnerStart::published);
    published.run();
    try {
      announcing.send();
    } catch (KeyStoreException e) {
      throw new IOException("the community's key cannot be used", e);
    }
  }

  private PrivateKey key() throws KeyStoreException, CommandFailure {
    Optional<PrivateKey> key = community.key();
    if (key.isEmpty()) {
      throw new CommandFailure(
          ErrorCode.PERMISSION,
          "The key of " + community.id() + " is missing.",
          "The home says that it owns the community, but its key store has no key for it.",
          "Bring it back with 'annals community restore KEYFILE'.");
    }
    return key.get();
  }

  private Instant now() {
    return surroundings.clock().instant();
  }
}
