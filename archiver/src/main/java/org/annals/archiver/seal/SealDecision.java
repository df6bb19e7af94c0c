package org.annals.archiver.seal;

import java.time.Instant;
import java.util.Optional;

/** Whether a window may be sealed. */
public sealed interface SealDecision {

  /** It may be sealed now. */
  record Seal() implements SealDecision {}

  /**
   * Not yet.
   *
   * @param reason for people
   * @param until when to ask again, if that is known
   */
  record Wait(String reason, Optional<Instant> until) implements SealDecision {}
}
