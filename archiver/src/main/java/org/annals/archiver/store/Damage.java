package org.annals.archiver.store;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * A chunk whose bytes are not what they should be, or are not known to be.
 *
 * @param unread whether the disk did not give them: they may be whole, and must not be given up
 */
public record Damage(LedgerEntry entry, String reason, boolean unread) {
  /** Bytes that were read and are wrong, or a file that is not there. */
  public Damage(LedgerEntry entry, String reason) {
    this(entry, reason, false);
  }

  /** First moment of its window. */
  public Instant from() {
    return Instant.ofEpochSecond(entry.position().window().startSeconds());
  }

  /** End of its window, exclusive. */
  public Instant to() {
    return entry.position().window().end();
  }

  /** For people: which chunk, of which days, what. */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "chunk %s (%tF to %tF, UTC): %s",
        entry.chunk(),
        from().atOffset(ZoneOffset.UTC),
        to().atOffset(ZoneOffset.UTC),
        reason);
  }
}
