package org.annals.archiver.message;

import org.annals.keys.Digest;

/**
 * Names media bytes without holding them.
 *
 * @param digest SHA-256 of the bytes
 * @param size bytes, 0 or more
 * @param name file name as the sender gave it, may be empty
 * @param mediaType for example {@code image/png}, may be empty
 */
public record MediaRef(Digest digest, long size, String name, String mediaType) {
  /**
   * Checks the size.
   *
   * @throws IllegalArgumentException when it is negative
   */
  public MediaRef {
    if (size < 0) {
      throw new IllegalArgumentException("a size is 0 or more, not " + size);
    }
  }
}
