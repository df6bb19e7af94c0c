package org.annals.importer.journal;

import org.annals.keys.Digest;

/**
 * Media that a message needs.
 *
 * @param digest SHA-256 of the bytes
 * @param offset where they stand in the signed payload, or {@link #SEPARATE}
 * @param length bytes
 */
public record JournalMedia(Digest digest, int offset, int length) {
  /** The bytes are no part of the payload; they are a {@link JournalBlob} of the same window. */
  public static final int SEPARATE = -1;
}
