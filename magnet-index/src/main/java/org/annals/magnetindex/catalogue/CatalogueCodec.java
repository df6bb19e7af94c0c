package org.annals.magnetindex.catalogue;

import org.annals.archiver.wire.CanonicalReader;
import org.annals.archiver.wire.CanonicalWriter;
import org.annals.archiver.wire.MalformedException;

/**
 * The canonical bytes of a catalogue's body (FORMAT section 5). {@code decode(encode(c))} equals c,
 * and no other bytes decode to it but those with extension fields from 1000 up.
 */
public final class CatalogueCodec {
  private CatalogueCodec() {}

  /** The bytes that are hashed and signed. */
  public static byte[] encode(Catalogue catalogue) {
    CanonicalWriter writer = new CanonicalWriter(1024 + 96 * catalogue.entries().size());
    StampCodec.write(writer, catalogue.stamp());
    ContentCodec.write(writer, catalogue.content());
    return writer.toByteArray();
  }

  /**
   * Reads a body in the known format, without required features.
   *
   * @throws MalformedException for everything that {@link #encode} would not write
   */
  public static Catalogue decode(byte[] body) throws MalformedException {
    if (body.length > CatalogueLimits.MAX_RAW) {
      throw new MalformedException("longer than its cap");
    }
    StampCodec stamp = new StampCodec();
    ContentCodec content =
        new ContentCodec(CatalogueLimits.MAX_ENTRIES, CatalogueLimits.MAX_REMOVED);
    CanonicalReader reader = new CanonicalReader(body);
    try {
      while (reader.next()) {
        if (!stamp.read(reader)) {
          content.read(reader);
        }
      }
      return new Catalogue(stamp.stamp(), content.content());
    } catch (IllegalArgumentException e) {
      throw Malformed.of(e);
    }
  }
}
