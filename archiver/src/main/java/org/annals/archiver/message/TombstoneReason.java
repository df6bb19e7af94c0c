package org.annals.archiver.message;

import java.util.Optional;

/** Why a message is gone (FORMAT section 4). Numbers are part of the format. */
public enum TombstoneReason {
  /** Its author deleted it. */
  AUTHOR(1),
  /** A moderator deleted it. */
  MODERATOR(2),
  /** Its author was banned with all messages. */
  BAN(3),
  /** The community's owner removed it. */
  OWNER(4),
  /** Its time was over. */
  EXPIRY(5),
  /** The law demands it. */
  LEGAL(6);

  private final int number;

  TombstoneReason(int number) {
    this.number = number;
  }

  /** Number on the wire. */
  public int number() {
    return number;
  }

  /** The reason of a number. */
  public static Optional<TombstoneReason> ofNumber(long number) {
    for (TombstoneReason reason : values()) {
      if (reason.number == number) {
        return Optional.of(reason);
      }
    }
    return Optional.empty();
  }
}
