package org.annals.node.measure;

import java.time.Duration;

/** How finely the past is kept, and for how long. */
public enum Resolution {
  /** The last ten minutes. */
  SECOND(Duration.ofSeconds(1), 600, 0),
  /** The last two hours. */
  TEN_SECONDS(Duration.ofSeconds(10), 720, 600),
  /** The last day. */
  MINUTE(Duration.ofMinutes(1), 1_440, 1_320),
  /** The last year. */
  HOUR(Duration.ofHours(1), 366 * 24, 2_760);

  private final Duration step;
  private final int slots;
  private final int firstSlot;

  Resolution(Duration step, int slots, int firstSlot) {
    this.step = step;
    this.slots = slots;
    this.firstSlot = firstSlot;
  }

  /** Time covered by one number. */
  public Duration step() {
    return step;
  }

  /** How many numbers are kept. */
  public int slots() {
    return slots;
  }

  /** Where its slots begin in a file; they follow those of the finer ones. */
  int firstSlot() {
    return firstSlot;
  }
}
