package org.annals.magnetindex.catalogue;

import java.util.Arrays;
import java.util.Optional;

/** Why a chunk was removed; the number stands in signed bytes. */
public enum RemovalReason {
  /** The owner wanted it; members keep the bytes, hidden, for seven days. */
  OWNER(1),
  /** An auto-delete period has passed; the bytes go at once. */
  EXPIRY(2),
  /** Legal; the bytes go at once. */
  LEGAL(3);

  private final int number;

  RemovalReason(int number) {
    this.number = number;
  }

  /** The number in signed bytes. */
  public int number() {
    return number;
  }

  /** Whether bytes and rows go at once rather than after seven days. */
  public boolean immediate() {
    return this != OWNER;
  }

  /** The reason with this number. */
  public static Optional<RemovalReason> of(long number) {
    return Arrays.stream(values()).filter(reason -> reason.number == number).findFirst();
  }
}
