package org.annals.node.run;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of a running node beside those of its sockets: one loop, a few lanes that come and go
 * with the work, and threads for requests.
 */
final class Lanes implements AutoCloseable {
  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(named("node-loop"));
  private final ExecutorService lanes = Executors.newCachedThreadPool(named("node-lane"));
  private final ExecutorService verifiers = Executors.newFixedThreadPool(2, named("node-verify"));
  private final ExecutorService callbacks = Executors.newSingleThreadExecutor(named("waku-call"));
  private final ExecutorService requests = Executors.newCachedThreadPool(named("request"));

  ScheduledExecutorService loop() {
    return loop;
  }

  ExecutorService lanes() {
    return lanes;
  }

  ExecutorService verifiers() {
    return verifiers;
  }

  ExecutorService callbacks() {
    return callbacks;
  }

  ExecutorService requests() {
    return requests;
  }

  static ThreadFactory named(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Interrupts whatever still runs. */
  @Override
  public void close() {
    for (ExecutorService each :
        new ExecutorService[] {loop, lanes, verifiers, callbacks, requests}) {
      each.shutdownNow();
    }
  }
}
