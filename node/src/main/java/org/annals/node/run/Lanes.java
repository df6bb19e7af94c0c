package org.annals.node.run;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of a running node beside those of its sockets: one loop, a few lanes that come and go
 * with the work.
 */
public final class Lanes implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Lanes.class);
  private static final long CLOSING_SECONDS = 10;

  private final ScheduledExecutorService loop;
  private final ExecutorService lanes;
  private final ExecutorService verifiers;
  private final ExecutorService callbacks;

  private final List<ExecutorService> own;

  private Lanes(
      List<ExecutorService> own,
      ScheduledExecutorService loop,
      ExecutorService lanes,
      ExecutorService verifiers,
      ExecutorService callbacks) {
    this.own = own;
    this.loop = loop;
    this.lanes = lanes;
    this.verifiers = verifiers;
    this.callbacks = callbacks;
  }

  /** Threads of their own for each purpose. */
  public static Lanes threads() {
    ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor(named("node-loop"));
    ExecutorService lanes = Executors.newCachedThreadPool(named("node-lane"));
    ExecutorService verifiers = Executors.newFixedThreadPool(2, named("node-verify"));
    ExecutorService callbacks = Executors.newSingleThreadExecutor(named("waku-call"));
    return new Lanes(List.of(loop, lanes, verifiers, callbacks), loop, lanes, verifiers, callbacks);
  }

  /**
   * Everything on one executor, which stays open when this is closed: several nodes on a time that
   * somebody moves.
   */
  public static Lanes on(ScheduledExecutorService one) {
    return new Lanes(List.of(), one, one, one, one);
  }

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

  /** Makes daemon threads that carry a name and a number. */
  public static ThreadFactory named(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Interrupts whatever still runs and waits for it, in bounded time. */
  @Override
  public void close() {
    own.forEach(ExecutorService::shutdownNow);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSING_SECONDS);
    try {
      for (ExecutorService each : own) {
        if (!each.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          log.warn("work that was interrupted {} s ago still runs", CLOSING_SECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
