package org.annals.importer.database;

/** What came of a change. */
public sealed interface WriteOutcome {

  /** It is done and committed. */
  record Done(IngestCounts counts) implements WriteOutcome {}

  /**
   * There is no room; the database is as it was.
   *
   * @param reason for people
   * @param missing how many bytes are lacking
   */
  record Refused(String reason, long missing) implements WriteOutcome {}
}
