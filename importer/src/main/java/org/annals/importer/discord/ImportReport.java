package org.annals.importer.discord;

import java.util.List;
import java.util.SortedMap;

/**
 * What an import found and did, as numbers that add up: {@code entries} = {@code messages} + all
 * {@code events} + {@code unreadable}, and every readable entry is {@code added}, {@code replaced},
 * {@code known} or {@code deleted}.
 *
 * @param finished false when there was no room for the rest
 * @param problems for people, at most {@link #MAX_PROBLEMS}; {@code furtherProblems} says how many
 *     more there were
 */
public record ImportReport(
    boolean finished,
    Files files,
    Entries entries,
    Media media,
    Stored stored,
    List<String> problems,
    long furtherProblems) {
  /** Most problems that are told one by one. */
  public static final int MAX_PROBLEMS = 100;

  public ImportReport {
    problems = List.copyOf(problems);
  }

  /**
   * Files and channels.
   *
   * @param read exports that were read
   * @param others JSON files that are no exports
   * @param direct exports of direct messages, which are never imported
   * @param cutOff exports that end before their end; what they hold is imported
   * @param miscounted exports whose own count differs from what they hold
   * @param channels channels that they belong to
   */
  public record Files(int read, int others, int direct, int cutOff, int miscounted, int channels) {}

  /**
   * Entries of the exports.
   *
   * @param total all of them
   * @param messages what people and bots wrote
   * @param events by name
   * @param unreadable without id or time, or beyond all bounds; not imported
   * @param firstClock of what was imported, milliseconds since the epoch, 0 when there is nothing
   * @param lastClock of what was imported
   */
  public record Entries(
      long total,
      long messages,
      SortedMap<String, Long> events,
      long unreadable,
      long replies,
      long edited,
      long pinned,
      long reactions,
      long stickers,
      long cards,
      long derivedCards,
      long firstClock,
      long lastClock) {}

  /**
   * Attachments, each counted under exactly one of the first seven.
   *
   * @param images whose bytes were taken
   * @param files others whose bytes were taken
   * @param metadataOnly no images; only name and size were taken
   * @param linksOnly the export has only an address on the network
   * @param missing the file that the export names is not there
   * @param refused the export names a file outside its own folder
   * @param tooLarge above 24 MiB; only name, size and digest were taken
   * @param avatars messages that carry their author's picture
   * @param bytes that were handed over, repetitions included
   */
  public record Media(
      long images,
      long files,
      long metadataOnly,
      long linksOnly,
      long missing,
      long refused,
      long tooLarge,
      long avatars,
      long bytes) {}

  /**
   * What the journal did with the readable entries.
   *
   * @param deleted had been deleted here and do not come back
   */
  public record Stored(long added, long replaced, long known, long deleted) {}
}
