package org.annals.seeder.sync;

/** What this node has of a listed chunk, as its ledger knows it. */
public enum Holding {
  /** Nothing verified: to be fetched. */
  ABSENT,
  /** Verified, on disk, served. */
  HELD,
  /** On disk and served, but in a format of a newer version. */
  UNSUPPORTED,
  /** Was held and made room for newer ones. */
  EVICTED,
  /** Taken back by its owner. */
  REMOVED
}
