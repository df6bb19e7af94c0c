package org.annals.cli.blackbox;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what another process will do. */
final class Await {
  private static final Duration STEP = Duration.ofMillis(20);

  private Await() {}

  /** Returns as soon as the condition holds. */
  static void until(String what, Duration patience, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + patience.toSeconds() + " s: " + what);
      }
      Thread.sleep(STEP.toMillis());
    }
  }
}
