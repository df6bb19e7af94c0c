package org.annals.waku.host.loop;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * The host's thread as others see it: runs tasks and timers one after the other, in the thread that
 * also calls all listeners of the host. What is only ever touched from here needs no locks.
 *
 * <p>Thread-safe. A task that throws is logged and disturbs no other. After the host was closed
 * tasks and timers are dropped.
 */
public interface Loop extends Executor {

  /** Whether the caller is the loop's own thread. */
  boolean inLoop();

  /** Runs a task after a delay, once. */
  Timer schedule(Duration delay, Runnable task);

  /** Nanoseconds of the host's monotonic ticker. */
  long nanoTime();

  /** Runs the task now when called from the loop, else soon. */
  default void run(Runnable task) {
    if (inLoop()) {
      task.run();
    } else {
      execute(task);
    }
  }

  /** A task that was scheduled. */
  interface Timer {
    /** Forgets the task if it has not run. Idempotent. */
    void cancel();
  }
}
