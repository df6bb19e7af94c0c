package org.annals.quota.work;

/**
 * What work has taken.
 *
 * @param cpuNanos of processor time, since the start
 * @param bufferBytes held now
 */
public record WorkTotals(long cpuNanos, long bufferBytes) {
  /** Nothing. */
  public static final WorkTotals NONE = new WorkTotals(0, 0);

  /** The sum of both. */
  public WorkTotals plus(WorkTotals other) {
    return new WorkTotals(cpuNanos + other.cpuNanos, bufferBytes + other.bufferBytes);
  }
}
