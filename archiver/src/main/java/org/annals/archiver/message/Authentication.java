package org.annals.archiver.message;

import org.annals.archiver.MessageId;

/** Whether a message is its stated author's. */
public sealed interface Authentication {

  /** The stated author signed it, and it obeys the rules. */
  record Authenticated(MessageId id, MessageContent content) implements Authentication {}

  /**
   * It is not accepted.
   *
   * @param reason one of few texts, to count by
   */
  record Rejected(String reason) implements Authentication {}
}
