package org.annals.magnetindex.catalogue;

import org.annals.keys.Digest;
import org.annals.keys.Signature65;

/**
 * A catalogue with the exact bytes that its owner signed. Whoever holds one obtained it from {@link
 * CatalogueFile}, which checks, or signed it.
 *
 * @param digest SHA-256 of {@code body}; the catalogue's name
 * @param body canonical bytes; never modify them
 */
public record SignedCatalogue(
    Catalogue catalogue, Digest digest, Signature65 signature, byte[] body) {

  /** Its rank. */
  public CataloguePosition position() {
    return catalogue.stamp().position(digest);
  }
}
