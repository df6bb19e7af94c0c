package org.annals.archiver.chunk;

import org.annals.archiver.message.PlaceholderReason;
import org.annals.keys.Digest;

/** An entry of a chunk's media table. */
public sealed interface MediaEntry {

  /** SHA-256 of the media bytes. */
  Digest digest();

  /** Length of the media bytes. */
  long length();

  /** For example {@code image/png}; may be empty. */
  String mediaType();

  /**
   * The bytes are in this chunk.
   *
   * @param offset from the beginning of the media section
   */
  record Archived(Digest digest, long length, String mediaType, long offset)
      implements MediaEntry {}

  /**
   * The bytes are not archived.
   *
   * @param name file name as the sender gave it, may be empty
   */
  record Placeholder(
      Digest digest, long length, String mediaType, String name, PlaceholderReason reason)
      implements MediaEntry {}
}
