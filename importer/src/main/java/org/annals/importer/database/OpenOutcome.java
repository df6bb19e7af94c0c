package org.annals.importer.database;

/** What came of opening a message database. */
public sealed interface OpenOutcome {

  /** It can be used. */
  record Opened(MessageDatabase database) implements OpenOutcome {}

  /**
   * The file cannot be read, or belongs to another community or version: delete it and build it
   * again from chunks and journal.
   */
  record Damaged(String reason) implements OpenOutcome {}
}
