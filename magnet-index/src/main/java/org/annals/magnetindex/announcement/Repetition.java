package org.annals.magnetindex.announcement;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** When announcements are sent again (FORMAT section 6): functions of times and randomness. */
public final class Repetition {
  /** The owner's period, and the silence after which a member steps in. */
  public static final Duration PERIOD = Duration.ofHours(6);

  /** Least time between two announcements by hand. */
  public static final Duration BY_HAND = Duration.ofMinutes(1);

  private Repetition() {}

  /**
   * When the owner repeats its newest announcement: 6 h after it was sent last; at once when it was
   * not sent since the start or the clock went back.
   */
  public static Instant ownerNext(Optional<Instant> sentLast, Instant now) {
    return sentLast.filter(sent -> !sent.isAfter(now)).map(sent -> sent.plus(PERIOD)).orElse(now);
  }

  /**
   * When a member publishes the newest announcement that it knows, unless it hears one before: 6 h
   * and a random 0 to 6 h after the last it heard or sent. Draw once per heard announcement.
   */
  public static Instant memberNext(Instant heardLast, RandomGenerator random) {
    return heardLast.plus(PERIOD).plusMillis(random.nextLong(PERIOD.toMillis() + 1));
  }

  /** The first moment at which an announcement by hand is allowed; {@code now} when it is. */
  public static Instant byHand(Optional<Instant> sentLast, Instant now) {
    return sentLast
        .filter(sent -> !sent.isAfter(now))
        .map(sent -> sent.plus(BY_HAND))
        .filter(next -> next.isAfter(now))
        .orElse(now);
  }

  /**
   * Whether bytes heard again from the network count as "heard": only the newest that this home
   * knows, so that a replay of an older one silences nobody.
   */
  public static boolean breaksSilence(SignedAnnouncement newest, byte[] heard) {
    return Arrays.equals(newest.bytes(), heard);
  }
}
