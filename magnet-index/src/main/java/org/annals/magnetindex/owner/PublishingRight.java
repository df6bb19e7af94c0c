package org.annals.magnetindex.owner;

import java.time.Instant;

/** Whether an owner's home may publish now. */
public sealed interface PublishingRight {
  /** Asking Stores and neighbours; may publish from this moment on when nothing is found. */
  record Asking(Instant until) implements PublishingRight {}

  /** A catalogue was found that is not here yet; publishing without it would lose chunks. */
  record Adopting() implements PublishingRight {}

  /** Another home with this key was active; captures and seeds, does not publish. */
  record Standby(Instant until) implements PublishingRight {}

  /** A restored home found no history. Publishes nothing until it does or the user says so. */
  record NoHistoryFound() implements PublishingRight {}

  /**
   * May publish.
   *
   * @param newEpoch whether the next catalogue begins a new epoch, because the user said that there
   *     is no history to be found
   */
  record Granted(boolean newEpoch) implements PublishingRight {}
}
