package org.annals.archiver.chunk;

import java.util.Optional;

/** What a section holds. Numbers are part of the format. */
public enum SectionKind {
  /** Channels, authors, sections, media table, counts; always the first. */
  INDEX(1),
  /** Signatures and records. */
  MESSAGES(2),
  /** Media bytes; only if there are any, always the last. */
  MEDIA(3);

  private final int number;

  SectionKind(int number) {
    this.number = number;
  }

  /** Number on the wire. */
  public int number() {
    return number;
  }

  /** The kind of a number. */
  public static Optional<SectionKind> ofNumber(long number) {
    for (SectionKind kind : values()) {
      if (kind.number == number) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
