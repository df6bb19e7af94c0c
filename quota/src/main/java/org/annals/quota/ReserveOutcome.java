package org.annals.quota;

/** The answer to a reservation. */
public sealed interface ReserveOutcome {

  /** The bytes may be written. */
  record Granted(Reservation reservation) implements ReserveOutcome {}

  /**
   * The bytes may not be written; nothing was reserved.
   *
   * @param reason for people: which cap, how much of it is in use
   * @param missing how many bytes are lacking
   */
  record Refused(String reason, long missing) implements ReserveOutcome {}
}
