package org.annals.node.run;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.annals.magnetindex.announcement.Repetition;

/**
 * When the owner may send an announcement (FORMAT section 6). Each question takes one reading of
 * the clock: by two that differ, "at once" is never now. Thread-safe.
 */
final class AnnouncingTimes {
  private final Clock clock;
  private volatile Optional<Instant> sentLast = Optional.empty();

  /** Nothing was sent yet. */
  AnnouncingTimes(Clock clock) {
    this.clock = clock;
  }

  /** Whether it is time to repeat the newest one. */
  boolean isDue() {
    Instant now = clock.instant();
    return !now.isBefore(Repetition.ownerNext(sentLast, now));
  }

  /** When one by hand is allowed; empty when it is now. */
  Optional<Instant> byHandAllowedAt() {
    Instant now = clock.instant();
    return Optional.of(Repetition.byHand(sentLast, now)).filter(allowed -> allowed.isAfter(now));
  }

  /** One is sent now. */
  void sent() {
    sentLast = Optional.of(clock.instant());
  }
}
