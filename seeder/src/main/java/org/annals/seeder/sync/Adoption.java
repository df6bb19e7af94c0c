package org.annals.seeder.sync;

import java.nio.file.Path;

/** What became of a fetched file. */
public sealed interface Adoption {
  /**
   * Verified, durable, and recorded as held.
   *
   * @param file where it is now; it is served from there
   */
  record Adopted(Path file) implements Adoption {}

  /** Not what the catalogue says. It is stopped, then thrown away. */
  record Rejected(String reason) implements Adoption {}

  /** Could not be checked or kept now; it stays where it is and is tried again later. */
  record Troubled(String reason) implements Adoption {}
}
