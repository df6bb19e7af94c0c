package org.annals.quota.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;

/** Whether all transfers stand still for now. */
public sealed interface Pause {

  /** What {@link #parse} takes. */
  String ALLOWED =
      "A pause lasts '30m', '1h', '2h30m' or '3d', or 'until 18:00', 'until tomorrow', 'until"
          + " 2026-12-24 18:00' in local time; without a time it lasts until 'annals resume'.";

  /**
   * Reads for how long to pause: a duration, {@code until} a local time, or nothing for until
   * resumed; empty when it says neither, or a moment that has passed.
   */
  static Optional<Pause> parse(String text, Instant now, ZoneId zone) {
    String wanted = text.strip().toLowerCase(Locale.ROOT);
    if (wanted.isEmpty() || wanted.equals("until resumed")) {
      return Optional.of(untilResumed());
    }
    return PauseText.end(wanted, now.atZone(zone)).filter(now::isBefore).map(Pause::until);
  }

  /** They run. */
  static Pause none() {
    return new None();
  }

  /** They stand still until somebody resumes them. */
  static Pause untilResumed() {
    return new UntilResumed();
  }

  /** They stand still until this moment. */
  static Pause until(Instant end) {
    return new Until(end);
  }

  /** Whether they stand still at this moment. */
  default boolean holdsAt(Instant now) {
    return this instanceof UntilResumed
        || (this instanceof Until until && now.isBefore(until.moment));
  }

  /** When they run again by themselves. */
  default Optional<Instant> end() {
    return this instanceof Until until ? Optional.of(until.moment) : Optional.empty();
  }

  /** They run. */
  record None() implements Pause {}

  /** They stand still until somebody resumes them. */
  record UntilResumed() implements Pause {}

  /**
   * They stand still for a while.
   *
   * @param moment the first moment at which they run again
   */
  record Until(Instant moment) implements Pause {}
}
