package org.annals.importer.database;

import java.util.List;
import org.annals.keys.PublicKey;

/**
 * One emoji under a message.
 *
 * @param emoji the characters, or {@code :name:} for one of an import's own
 * @param count how many reacted with it
 * @param by who did, ascending; empty for imports, which only say how many
 */
public record ShownReaction(String emoji, int count, List<PublicKey> by) {
  public ShownReaction {
    by = List.copyOf(by);
  }

  static String emoji(int statusNumber) {
    return switch (statusNumber) {
      case 1 -> "\u2764\uFE0F";
      case 2 -> "\uD83D\uDC4D";
      case 3 -> "\uD83D\uDC4E";
      case 4 -> "\uD83D\uDE02";
      case 5 -> "\uD83D\uDE22";
      case 6 -> "\uD83D\uDE21";
      default -> "#" + statusNumber;
    };
  }
}
