package org.annals.quota;

/**
 * Leave to put bytes on disk: reserved before they are written, counted as used once they are
 * there, given back when they are gone. Used + reserved never exceeds a cap at any instant (DESIGN
 * section 8, invariant 3).
 *
 * <p>Thread-safe; never blocks.
 */
public interface StorageReservations {

  /**
   * Reserves bytes.
   *
   * @param bytes 0 or more
   */
  ReserveOutcome reserve(Account account, StorageKind kind, long bytes);

  /** Counts bytes that were found on disk at the start. */
  void found(Account account, StorageKind kind, long bytes);

  /** Counts used bytes as gone. Call it after the last handle is closed. */
  void freed(Account account, StorageKind kind, long bytes);

  /** What an account uses now. */
  StorageUsage usage(Account account);

  /** What all accounts together use now. */
  StorageUsage usage();
}
