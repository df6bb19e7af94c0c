package org.annals.importer.database;

import java.util.Optional;
import org.annals.archiver.MessageId;

/**
 * A place between two messages of a list, which stays valid while messages come and go.
 *
 * @param clock of the message last handed out, 0 or more
 * @param id of that message
 */
public record PageCursor(long clock, MessageId id) {

  /** Reads the text form, or empty when it is none: people may have typed it. */
  public static Optional<PageCursor> parse(String text) {
    int dash = text.indexOf('-');
    if (dash < 1 || dash > 16 || text.length() != dash + 65) {
      return Optional.empty();
    }
    try {
      long clock = Long.parseUnsignedLong(text, 0, dash, 16);
      return clock < 0
          ? Optional.empty()
          : Optional.of(new PageCursor(clock, MessageId.parse(text.substring(dash + 1))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The text form: hexadecimal digits and one dash. */
  @Override
  public String toString() {
    return Long.toHexString(clock) + "-" + id;
  }
}
