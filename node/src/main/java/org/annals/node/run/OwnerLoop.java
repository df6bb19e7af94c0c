package org.annals.node.run;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.annals.keys.KeyStoreException;
import org.annals.keys.PrivateKey;
import org.annals.magnetindex.ControlTopic;
import org.annals.magnetindex.announcement.Repetition;
import org.annals.magnetindex.announcement.SignedAnnouncement;
import org.annals.magnetindex.catalogue.InstanceId;
import org.annals.magnetindex.head.HeadOutcome;
import org.annals.magnetindex.head.HeadView;
import org.annals.magnetindex.owner.OwnerAnnouncement;
import org.annals.magnetindex.owner.OwnerStart;
import org.annals.magnetindex.owner.PublishingRight;
import org.annals.node.command.LiveNode;
import org.annals.node.community.Community;
import org.annals.node.community.HomeParts;
import org.annals.node.event.Event;
import org.annals.node.event.Stage;
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
  private final HomeParts parts;
  private final Packing packing;
  private final Upkeep upkeep;
  private final Network network;
  private final Surroundings surroundings;
  private final Runnable published;
  private final Runnable serve;
  private final AtomicBoolean repeating = new AtomicBoolean();

  private volatile OwnerStart start;
  private final boolean noHistoryFound;
  private Instant nextPack;
  private volatile Optional<Instant> sentLast = Optional.empty();
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
    this.parts = parts;
    this.packing = packing;
    this.upkeep = new Upkeep(parts);
    this.network = network;
    this.surroundings = surroundings;
    this.published = published;
    this.serve = serve;
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
    OwnerStart next = answer ? start.someoneAnswered() : start;
    Optional<SignedAnnouncement> newest = community.head().view().newest();
    if (newest.isPresent()) {
      next = next.heard(newest.get().announcement().stamp(), now());
    }
    start = next;
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
          && !now.isBefore(Repetition.ownerNext(sentLast, now))
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
      send();
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

  /** Does something of the owner's; waits for what goes on already. */
  <T> T work(OwnerWork<T> work) throws CommandFailure, InterruptedException {
    PublishingRight right = right();
    if (!(right instanceof PublishingRight.Granted granted)) {
      throw mayNot(right);
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
    start = start.published();
    published.run();
    try {
      send();
    } catch (KeyStoreException e) {
      throw new IOException("the community's key cannot be used", e);
    }
  }

  private CommandFailure mayNot(PublishingRight right) {
    if (right instanceof PublishingRight.Asking asking) {
      return new CommandFailure(
          ErrorCode.REFUSED,
          "Not yet: the node first asks the others what was published before.",
          "It listens until " + asking.until() + " or until one has answered.",
          "Wait a minute; the node packs by itself.");
    }
    if (right instanceof PublishingRight.Standby standby) {
      return new CommandFailure(
          ErrorCode.REFUSED,
          "This home stands by: another home with this community's key is active.",
          "Two homes that publish would work against each other.",
          "Stop the other one; this home takes over after " + standby.until() + ".");
    }
    if (right instanceof PublishingRight.NoHistoryFound) {
      return new CommandFailure(
          ErrorCode.REFUSED,
          "Nothing is published: the community's history was not found.",
          "The key came from a backup, and nobody who was asked knows a catalogue.",
          "Wait until a member is online, or, when there is no history, run 'annals community"
              + " restore KEYFILE --no-history-found'.");
    }
    return new CommandFailure(
        ErrorCode.REFUSED,
        "Not yet: a newer catalogue was found and is being fetched.",
        "Publishing without it would lose chunks.",
        "Wait; the node packs by itself once it is here.");
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

  /** Repeats the announcement by hand. */
  LiveNode.Announced announceByHand() throws CommandFailure {
    PublishingRight right = right();
    if (!(right instanceof PublishingRight.Granted)) {
      throw mayNot(right);
    }
    Instant allowed = Repetition.byHand(sentLast, now());
    if (allowed.isAfter(now())) {
      throw new CommandFailure(
          ErrorCode.REFUSED,
          "Not yet: an announcement was sent less than a minute ago.",
          "Announcements go to every node of the shard, so they are kept few.",
          "Try again after " + allowed + ".");
    }
    try {
      Optional<LiveNode.Announced> sent = send();
      if (sent.isPresent()) {
        return sent.get();
      }
    } catch (IOException | KeyStoreException e) {
      throw new CommandFailure(
          ErrorCode.UNEXPECTED,
          "Nothing was announced.",
          String.valueOf(e.getMessage()),
          "Check the disk and the key, then try again.",
          e);
    }
    throw new CommandFailure(
        ErrorCode.NOT_FOUND,
        "There is nothing to announce yet.",
        "Nothing of this community was packed so far.",
        "'annals pack' packs what is older than seven days.");
  }

  /** Signs and sends the announcement of the head; empty when there is none yet. */
  private synchronized Optional<LiveNode.Announced> send() throws IOException, KeyStoreException {
    if (community.head().view().link().isEmpty()) {
      return Optional.empty();
    }
    Optional<PrivateKey> key = community.key();
    if (key.isEmpty()) {
      return Optional.empty();
    }
    serve.run();
    OwnerAnnouncement.Speaker speaker =
        new OwnerAnnouncement.Speaker(
            key.get(), InstanceId.of(community.row().instanceId()), network.torrentAddresses());
    Optional<SignedAnnouncement> signed =
        OwnerAnnouncement.of(community.head().view(), speaker, parts.signatures(), now());
    if (signed.isEmpty()) {
      return Optional.empty();
    }
    HeadOutcome noted = community.head().hear(signed.get().bytes());
    if (noted instanceof HeadOutcome.Rejected rejected) {
      throw new IOException("this home rejects its own announcement: " + rejected.reason());
    }
    ControlTopic.PublishOutcome outcome =
        network.topic().publish(community.id(), signed.get().bytes());
    sentLast = Optional.of(now());
    if (!(outcome instanceof ControlTopic.PublishOutcome.Sent sent)) {
      throw new IOException("not sent: " + outcome);
    }
    long sequence = signed.get().announcement().stamp().sequence();
    surroundings
        .events()
        .record(
            new Event(
                now(), community.id(), Stage.ANNOUNCED, "sequence " + sequence, "this home", 0));
    return Optional.of(new LiveNode.Announced(sequence, sent.peers(), sent.bytes()));
  }

  private Instant now() {
    return surroundings.clock().instant();
  }
}
