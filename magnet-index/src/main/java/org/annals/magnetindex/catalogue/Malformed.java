package org.annals.magnetindex.catalogue;

import org.annals.archiver.wire.MalformedException;

/** Turns a value's refusal into the codec's. */
final class Malformed {
  private Malformed() {}

  /** Keeps the reason. */
  static MalformedException of(IllegalArgumentException refusal) {
    return new MalformedException(String.valueOf(refusal.getMessage()));
  }
}
