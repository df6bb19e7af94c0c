package org.annals.archiver.store;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;

/** A chunk whose bytes are not what they should be. */
public record Damage(LedgerEntry entry, String reason) {

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
