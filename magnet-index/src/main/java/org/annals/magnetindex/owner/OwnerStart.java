package org.annals.magnetindex.owner;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.annals.magnetindex.catalogue.CatalogueStamp;
import org.annals.magnetindex.catalogue.InstanceId;
import org.annals.magnetindex.head.HeadView;

/**
 * The rule by which an owner's home, first a member of its own community, comes to publish (FORMAT
 * section 5): it listens and asks, adopts what it finds, stands by while another home with the key
 * is active, and after a restore publishes nothing on ground that it does not know.
 *
 * <p>An immutable state; events give the next one, {@link #right} says what it means at a moment.
 * Goes on being used while the node runs: another home may appear later.
 *
 * @param situation of the home when it started
 * @param instance this home
 * @param askUntil end of asking when nobody answers
 * @param answered whether a Store or a connected node has answered
 * @param standby extra time of silence that was drawn, beyond 18 h
 * @param otherActive when another home was active last
 * @param toldAt when the user said to publish in spite of another home
 */
public record OwnerStart(
    Situation situation,
    InstanceId instance,
    Instant askUntil,
    boolean answered,
    Duration standby,
    Optional<Instant> otherActive,
    Optional<Instant> toldAt) {
  /** How long a home listens and asks. */
  public static final Duration ASKING = Duration.ofSeconds(60);

  /** How long another home counts as active after its last announcement. */
  public static final Duration ACTIVE = Duration.ofHours(18);

  /** Most of the random time beyond that. */
  public static final Duration SPREAD = Duration.ofHours(6);

  /** What a home is to its community when it starts. */
  public enum Situation {
    /** The community was created here and never published from here. */
    CREATED_HERE,
    /** This home published before. */
    PUBLISHED_BEFORE,
    /** The key came from a backup, and this home has not published yet. */
    RESTORED,
    /** As {@link #RESTORED}, and the user said that there is no history to be found. */
    RESTORED_NO_HISTORY
  }

  /** A home starts. */
  public static OwnerStart begin(
      Situation situation, InstanceId instance, Instant now, RandomGenerator random) {
    return new OwnerStart(
        situation,
        instance,
        now.plus(ASKING),
        false,
        Duration.ofMillis(random.nextLong(SPREAD.toMillis() + 1)),
        Optional.empty(),
        Optional.empty());
  }

  /** A Store or a connected node has answered, and the head has heard what it said. */
  public OwnerStart someoneAnswered() {
    return new OwnerStart(situation, instance, askUntil, true, standby, otherActive, toldAt);
  }

  /**
   * An announcement with a true signature came, new or known. One of this home's own changes
   * nothing. A time of issue in the future counts as now.
   */
  public OwnerStart heard(CatalogueStamp stamp, Instant now) {
    if (stamp.instance().equals(instance)) {
      return this;
    }
    Instant issued = Instant.ofEpochMilli(Math.min(stamp.issuedMillis(), now.toEpochMilli()));
    Instant latest = otherActive.filter(last -> last.isAfter(issued)).orElse(issued);
    return new OwnerStart(
        situation, instance, askUntil, answered, standby, Optional.of(latest), toldAt);
  }

  /**
   * The user says that this home is the one to publish. Other homes that speak later count again.
   */
  public OwnerStart told(Instant now) {
    return new OwnerStart(
        situation, instance, askUntil, answered, standby, otherActive, Optional.of(now));
  }

  /**
   * This home has published: from now on it is one that published before. It had the right to, so
   * in this run it need not ask again.
   */
  public OwnerStart published() {
    return new OwnerStart(
        Situation.PUBLISHED_BEFORE, instance, askUntil, true, standby, otherActive, toldAt);
  }

  /** Whether this home may publish, and if not, why. */
  public PublishingRight right(HeadView head, Instant now) {
    boolean nothingFound = head.accepted().isEmpty();
    if (situation == Situation.CREATED_HERE && nothingFound) {
      return new PublishingRight.Granted(false);
    }
    if (!answered && now.isBefore(askUntil)) {
      return new PublishingRight.Asking(askUntil);
    }
    Optional<Instant> silent = silentFrom(now);
    if (silent.isPresent()) {
      return new PublishingRight.Standby(silent.get());
    }
    if (nothingFound) {
      return switch (situation) {
        case RESTORED -> new PublishingRight.NoHistoryFound();
        case RESTORED_NO_HISTORY -> new PublishingRight.Granted(true);
        case CREATED_HERE, PUBLISHED_BEFORE -> new PublishingRight.Granted(false);
      };
    }
    return head.wanted().isEmpty() && head.waiting().isEmpty()
        ? new PublishingRight.Granted(false)
        : new PublishingRight.Adopting();
  }

  /** When the other home will have been silent for long enough, unless it has been. */
  private Optional<Instant> silentFrom(Instant now) {
    return otherActive
        .filter(active -> toldAt.filter(told -> !active.isAfter(told)).isEmpty())
        .filter(active -> now.isBefore(active.plus(ACTIVE)) || standbyHolds(active, now))
        .map(active -> active.plus(ACTIVE).plus(standby));
  }

  /** The random time counts only for a home that stood by already, not at a late start. */
  private boolean standbyHolds(Instant active, Instant now) {
    Instant started = askUntil.minus(ASKING);
    return started.isBefore(active.plus(ACTIVE)) && now.isBefore(active.plus(ACTIVE).plus(standby));
  }
}
