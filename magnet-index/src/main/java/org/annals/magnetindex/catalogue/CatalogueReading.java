package org.annals.magnetindex.catalogue;

import org.annals.keys.Digest;

/** What came of reading a catalogue's file. */
public sealed interface CatalogueReading {
  /** Well-formed and signed by the community's key. */
  record Verified(SignedCatalogue signed) implements CatalogueReading {}

  /**
   * Signed by the community's key, but in a format or with a required feature that this program
   * does not know. Not acted upon; the user is told to update.
   *
   * @param digest of the body
   * @param what the format or feature
   */
  record Unsupported(Digest digest, String what) implements CatalogueReading {}

  /** Anything else. */
  record Rejected(String reason) implements CatalogueReading {}
}
