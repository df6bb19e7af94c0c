package org.annals.importer.database;

import java.io.IOException;
import java.io.InputStream;
import org.annals.keys.Digest;

/** Opens media of a chunk. */
@FunctionalInterface
public interface ChunkMedia {

  /**
   * Reads from the first byte; the caller closes the stream.
   *
   * @param place where the chunk had them
   * @throws IOException when they cannot be read any more
   */
  InputStream open(Digest digest, MediaLocation.InChunk place) throws IOException;
}
