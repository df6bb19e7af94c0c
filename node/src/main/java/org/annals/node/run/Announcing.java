package org.annals.node.run;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.annals.keys.KeyStoreException;
import org.annals.keys.PrivateKey;
import org.annals.magnetindex.ControlTopic;
import org.annals.magnetindex.announcement.SignedAnnouncement;
import org.annals.magnetindex.catalogue.InstanceId;
import org.annals.magnetindex.head.HeadOutcome;
import org.annals.magnetindex.owner.OwnerAnnouncement;
import org.annals.node.command.LiveNode;
import org.annals.node.community.Community;
import org.annals.node.community.HomeParts;
import org.annals.node.event.Event;
import org.annals.node.event.Stage;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;

/** Signs and sends the announcements of a community that is owned. Thread-safe. */
final class Announcing {
  private final Community community;
  private final HomeParts parts;
  private final Network network;
  private final Surroundings surroundings;
  private final Runnable serve;
  private final AnnouncingTimes times;

  /**
   * Of one community.
   *
   * @param serve returns once everything that may be served is being served: whoever hears an
   *     announcement comes at once, and would be turned away
   */
  Announcing(
      Community community,
      HomeParts parts,
      Network network,
      Surroundings surroundings,
      Runnable serve) {
    this.community = community;
    this.parts = parts;
    this.network = network;
    this.surroundings = surroundings;
    this.serve = serve;
    this.times = new AnnouncingTimes(surroundings.clock());
  }

  /** Whether it is time to repeat the newest one. */
  boolean isDue() {
    return times.isDue();
  }

  /** Repeats the announcement by hand, which the owner may do once a minute. */
  synchronized LiveNode.Announced byHand() throws CommandFailure {
    Optional<Instant> allowed = times.byHandAllowedAt();
    if (allowed.isPresent()) {
      throw new CommandFailure(
          ErrorCode.REFUSED,
          "Not yet: an announcement was sent less than a minute ago.",
          "Announcements go to every node of the shard, so they are kept few.",
          "Try again after " + allowed.get().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1) + ".");
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
  synchronized Optional<LiveNode.Announced> send() throws IOException, KeyStoreException {
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
    times.sent();
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
