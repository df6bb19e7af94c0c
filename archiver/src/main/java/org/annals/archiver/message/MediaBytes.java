package org.annals.archiver.message;

import java.io.IOException;
import java.io.OutputStream;

/** Gives the bytes of media, for example from a chunk file. */
@FunctionalInterface
public interface MediaBytes {
  /** Has none. */
  MediaBytes NONE = (media, out) -> false;

  /**
   * Writes all bytes of a medium, piece by piece. Bytes need not be checked against the digest: the
   * author's signature covers them.
   *
   * @return false when the bytes are not there; nothing was written then
   * @throws IOException when they cannot be read
   */
  boolean writeTo(MediaRef media, OutputStream out) throws IOException;
}
