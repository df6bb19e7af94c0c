package org.annals.quota;

/** A question to a {@link TransferGate}. Thread-safe. */
public interface Ticket {

  /** Whether leave was given. */
  boolean granted();

  /**
   * Takes the question back. Leave that was given but not used is returned: a peer that vanished
   * costs nothing. Idempotent.
   */
  void cancel();
}
