package org.annals.archiver.message;

import java.util.List;

/**
 * Says that a message was imported and from where; shown wherever the message is shown. Vouched for
 * by the community's key.
 *
 * @param source the program it comes from
 * @param id the message's id at the source
 * @param edited milliseconds since the epoch, 0 when never edited
 * @param authorId the author's id at the source; never equal to a native author, because it is only
 *     meaningful together with the source
 * @param bot whether the author is a program
 * @param event kind of a system message at the source, empty for what people wrote
 * @param reactions by emoji, ascending
 * @param pinned whether it is pinned at the source
 */
public record ImportMark(
    ImportSource source,
    String id,
    long edited,
    String authorId,
    boolean bot,
    String event,
    List<Reactions> reactions,
    boolean pinned) {
  public ImportMark {
    reactions = List.copyOf(reactions);
  }

  /**
   * How many reacted with an emoji.
   *
   * @param emoji the characters, or {@code :name:} for one of the source's own
   * @param count 1 or more
   */
  public record Reactions(String emoji, int count) {}
}
