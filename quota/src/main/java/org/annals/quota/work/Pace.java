package org.annals.quota.work;

/** Lets long work breathe: it calls this between two small steps. */
@FunctionalInterface
public interface Pace {
  /** No rests. */
  Pace FREE = () -> {};

  /**
   * Counts the work since the last step of this thread and rests as long as the limit wants. When
   * the thread is interrupted it returns at once, still interrupted.
   */
  void step();
}
