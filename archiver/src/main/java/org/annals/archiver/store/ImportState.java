package org.annals.archiver.store;

/**
 * How far a chunk is in the message database.
 *
 * @param sections message sections that are in, 0 or more
 * @param complete whether all are
 */
public record ImportState(int sections, boolean complete) {
  /** Nothing is in. */
  public static final ImportState NONE = new ImportState(0, false);

  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException when it is negative
   */
  public ImportState {
    if (sections < 0) {
      throw new IllegalArgumentException("sections are 0 or more, not " + sections);
    }
  }
}
