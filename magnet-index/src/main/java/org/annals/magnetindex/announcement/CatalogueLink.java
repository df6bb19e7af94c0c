package org.annals.magnetindex.announcement;

import org.annals.archiver.InfoHash;
import org.annals.keys.Digest;
import org.annals.magnetindex.catalogue.CatalogueFile;
import org.annals.magnetindex.catalogue.CatalogueLimits;

/**
 * Where a catalogue is found.
 *
 * @param digest SHA-256 of its body
 * @param infoHash its torrent
 * @param size file length in bytes
 */
public record CatalogueLink(Digest digest, InfoHash infoHash, long size) {
  /**
   * Checks the size.
   *
   * @throws IllegalArgumentException when no catalogue can have it
   */
  public CatalogueLink {
    if (size < 1 || size > CatalogueLimits.MAX_FILE) {
      throw new IllegalArgumentException("no catalogue has " + size + " bytes");
    }
  }

  /** The link to a catalogue's file. */
  public static CatalogueLink of(Digest digest, byte[] file) {
    return new CatalogueLink(digest, CatalogueFile.torrent(digest, file).infoHash(), file.length);
  }

  /** The torrent's only file. */
  public String fileName() {
    return CatalogueFile.name(digest);
  }
}
