package org.annals.importer.journal;

/** What came of appending. */
public sealed interface AppendOutcome {

  /**
   * All of it is durable.
   *
   * @param added messages that were not there
   * @param replaced imports that took the place of an older version
   * @param known messages that were there, and imports older than what was there
   */
  record Appended(int added, int replaced, int known) implements AppendOutcome {}

  /**
   * There is no room; nothing was written.
   *
   * @param reason for people
   * @param missing how many bytes are lacking
   */
  record Refused(String reason, long missing) implements AppendOutcome {}
}
