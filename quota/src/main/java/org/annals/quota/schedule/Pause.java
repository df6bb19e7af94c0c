package org.annals.quota.schedule;

import java.time.Instant;
import java.util.Optional;

/** Whether all transfers stand still for now. */
public sealed interface Pause {

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
