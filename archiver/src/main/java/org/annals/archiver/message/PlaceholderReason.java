package org.annals.archiver.message;

import java.util.Optional;

/** Why media bytes are not in a chunk (FORMAT section 4). Numbers are part of the format. */
public enum PlaceholderReason {
  /** Bigger than the cap of 24 MiB. */
  TOO_LARGE(1),
  /** The bytes were not there when the chunk was packed. */
  MISSING(2),
  /** Left out by the owner's choice, for example attachments that are no images. */
  EXCLUDED(3);

  private final int number;

  PlaceholderReason(int number) {
    this.number = number;
  }

  /** Number on the wire. */
  public int number() {
    return number;
  }

  /** The reason of a number. */
  public static Optional<PlaceholderReason> ofNumber(long number) {
    for (PlaceholderReason reason : values()) {
      if (reason.number == number) {
        return Optional.of(reason);
      }
    }
    return Optional.empty();
  }
}
