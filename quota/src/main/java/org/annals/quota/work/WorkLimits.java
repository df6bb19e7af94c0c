package org.annals.quota.work;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How much packing, verifying and importing may take.
 *
 * @param cpuPercent of one core, all threads together, 1 or more: 200 is two cores; empty: all
 * @param memoryBytes of buffers, at least {@link #LEAST_MEMORY}; empty: as many as the work wants
 */
public record WorkLimits(OptionalInt cpuPercent, OptionalLong memoryBytes) {
  /** Nothing is limited. */
  public static final WorkLimits NONE = new WorkLimits(OptionalInt.empty(), OptionalLong.empty());

  /** What the largest single piece of work needs. */
  public static final long LEAST_MEMORY = 64L << 20;

  /** More cores than any machine has. */
  public static final int MOST_CPU = 100_000;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException when one is left
   */
  public WorkLimits {
    int percent = cpuPercent.orElse(1);
    if (percent < 1 || percent > MOST_CPU || memoryBytes.orElse(LEAST_MEMORY) < LEAST_MEMORY) {
      throw new IllegalArgumentException("no limits of work: " + cpuPercent + " " + memoryBytes);
    }
  }

  /** The same with another share of the processor. */
  public WorkLimits cpu(OptionalInt percent) {
    return new WorkLimits(percent, memoryBytes);
  }

  /** The same with other buffers. */
  public WorkLimits memory(OptionalLong bytes) {
    return new WorkLimits(cpuPercent, bytes);
  }
}
