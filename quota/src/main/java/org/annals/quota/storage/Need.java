package org.annals.quota.storage;

import java.util.Optional;
import org.annals.quota.Account;

/**
 * Bytes that somebody wants to write.
 *
 * @param account whose
 * @param bytes how many, 0 or more
 * @param age of the chunk that they are for: only older chunks make room for it; empty when any
 *     chunk does
 */
public record Need(Account account, long bytes, Optional<Age> age) {
  /**
   * Checks the size.
   *
   * @throws IllegalArgumentException when it is negative
   */
  public Need {
    if (bytes < 0) {
      throw new IllegalArgumentException("a need is 0 bytes or more, not " + bytes);
    }
  }

  /** For a chunk of this age. */
  public static Need of(Account account, long bytes, Age age) {
    return new Need(account, bytes, Optional.of(age));
  }

  boolean isBefore(ChunkRecord candidate) {
    return candidate.standing() == ChunkRecord.Standing.REMOVED
        || age.isEmpty()
        || candidate.age().isOlderThan(age.get());
  }
}
