package org.annals.seeder.sync;

import java.time.Duration;

/**
 * Bounds of the planner.
 *
 * @param slots fetches that make progress at once; a new one begins only below this number
 * @param maxActive fetches and verifications at once, stuck ones included; at least {@code slots}
 * @param stuckAfter a fetch without new bytes for so long no longer takes a slot
 * @param giveUpAfter a fetch without new bytes for so long is stopped; at least {@code stuckAfter}
 * @param firstPause longest wait after the first failure; doubles with each further one
 * @param longestPause bound of the doubling
 * @param noRoomPause after how long a chunk that did not fit is asked about again at the latest
 */
public record SyncSettings(
    int slots,
    int maxActive,
    Duration stuckAfter,
    Duration giveUpAfter,
    Duration firstPause,
    Duration longestPause,
    Duration noRoomPause) {

  /** What a node uses. */
  public static final SyncSettings DEFAULT =
      new SyncSettings(
          4,
          16,
          Duration.ofSeconds(5),
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          Duration.ofMinutes(15),
          Duration.ofMinutes(1));

  /**
   * Checks the bounds against each other.
   *
   * @throws IllegalArgumentException when one does not fit
   */
  public SyncSettings {
    if (slots < 1 || maxActive < slots) {
      throw new IllegalArgumentException(
          "slots are 1 to maxActive, not " + slots + " of " + maxActive);
    }
    if (!positive(stuckAfter) || giveUpAfter.compareTo(stuckAfter) < 0) {
      throw new IllegalArgumentException("0 < stuckAfter <= giveUpAfter does not hold");
    }
    if (!positive(firstPause) || longestPause.compareTo(firstPause) < 0) {
      throw new IllegalArgumentException("0 < firstPause <= longestPause does not hold");
    }
    if (!positive(noRoomPause)) {
      throw new IllegalArgumentException("noRoomPause is more than 0");
    }
  }

  /** The same with another number of fetches at once. */
  public SyncSettings withSlots(int newSlots) {
    return new SyncSettings(
        newSlots,
        Math.max(maxActive, newSlots),
        stuckAfter,
        giveUpAfter,
        firstPause,
        longestPause,
        noRoomPause);
  }

  private static boolean positive(Duration duration) {
    return duration.compareTo(Duration.ZERO) > 0;
  }
}
