package org.annals.importer.journal;

import org.annals.archiver.TimeWindow;
import org.annals.keys.Digest;

/**
 * Bytes of an imported attachment or avatar.
 *
 * @param window of the messages that need it; one that several windows need is given once for each
 * @param digest SHA-256 of the bytes
 * @param bytes at most 24 MiB; never modified
 */
public record JournalBlob(TimeWindow window, Digest digest, byte[] bytes) {
  /** Longest blob in bytes (FORMAT section 4). */
  public static final int MAX_LENGTH = 24 << 20;

  /**
   * Checks the length.
   *
   * @throws IllegalArgumentException when it is too long
   */
  public JournalBlob {
    if (bytes.length > MAX_LENGTH) {
      throw new IllegalArgumentException("media have at most 24 MiB, not " + bytes.length);
    }
  }
}
