package org.annals.seeder.sync;

/** Where a listed chunk stands. */
public enum SyncPhase {
  /** To be fetched: now, or after its pause. */
  WAITING,
  /** The transport has it in hand. */
  FETCHING,
  /** Stopped; the transport lets go of the file. */
  STOPPING,
  /** All bytes are there; they are being checked. */
  VERIFYING,
  /** Failed in a way that fetching it again cannot mend. Only a retry by hand helps. */
  REFUSED,
  /** Does not fit under the storage caps; asked about again when they, or what is used, change. */
  NO_ROOM,
  /** Nothing to do: held, evicted, removed or unsupported. */
  SETTLED
}
