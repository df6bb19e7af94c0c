package org.annals.archiver.message;

/** What came of reading a payload. */
public sealed interface ContentOutcome {

  /** It obeys the rules of FORMAT section 2. */
  record Accepted(MessageContent content) implements ContentOutcome {}

  /**
   * It does not, and is dropped.
   *
   * @param reason one of few texts, to count by
   */
  record Rejected(String reason) implements ContentOutcome {}
}
