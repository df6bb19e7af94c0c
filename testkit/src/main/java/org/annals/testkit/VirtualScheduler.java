package org.annals.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A scheduled executor on virtual time: tasks run on the thread that calls {@link #advance} or
 * {@link #runDue}, in order of their time, then of their arrival. So a test of an hour is over at
 * once, and always the same.
 *
 * <p>Tasks may be handed over from any thread. An exception of a scheduled or submitted task is
 * kept in its future; one of {@link #execute} surfaces at the caller of {@link #advance}.
 */
public final class VirtualScheduler extends AbstractExecutorService
    implements ScheduledExecutorService {
  private final VirtualClock clock;
  private final PriorityQueue<Task<?>> queue = new PriorityQueue<>();
  private long arrivals;
  private boolean shutdown;

  /** A scheduler on this clock. */
  public VirtualScheduler(VirtualClock clock) {
    this.clock = clock;
  }

  /** The clock that this scheduler moves. */
  public VirtualClock clock() {
    return clock;
  }

  /** Lets time pass, stopping at each task's time to run it. */
  public void advance(Duration time) {
    long end = Math.addExact(now(), time.toNanos());
    while (true) {
      runDue();
      long next = nextTime(end);
      clock.advance(Duration.ofNanos(next - now()));
      if (next == end) {
        runDue();
        return;
      }
    }
  }

  /** Runs all tasks whose time has come, those that they hand over included. */
  public void runDue() {
    for (Task<?> task = poll(); task != null; task = poll()) {
      task.runOnce();
    }
  }

  /** How many tasks wait. */
  public synchronized int waiting() {
    return queue.size();
  }

  private synchronized long nextTime(long end) {
    Task<?> first = queue.peek();
    return first == null ? end : Math.min(end, first.time);
  }

  private synchronized @Nullable Task<?> poll() {
    Task<?> first = queue.peek();
    return first != null && first.time <= now() ? queue.poll() : null;
  }

  private long now() {
    return clock.ticker().getAsLong();
  }

  private synchronized void enqueue(Task<?> task) {
    if (shutdown) {
      throw new RejectedExecutionException("the scheduler was shut down");
    }
    queue.add(task);
  }

  private <V> Task<V> add(Task<V> task) {
    enqueue(task);
    return task;
  }

  private synchronized long arrival() {
    return arrivals++;
  }

  private synchronized void drop(Task<?> task) {
    queue.remove(task);
  }

  @Override
  public void execute(Runnable command) {
    enqueue(
        new Task<>(Executors.callable(command), now(), 0, false) {
          @Override
          protected void setException(Throwable thrown) {
            super.setException(thrown);
            if (!(command instanceof FutureTask<?>)) {
              throw new AssertionError("a task failed", thrown);
            }
          }
        });
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    return schedule(Executors.callable(command), delay, unit);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
    return add(new Task<>(callable, now() + Math.max(0, unit.toNanos(delay)), 0, false));
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable command, long initialDelay, long period, TimeUnit unit) {
    return repeating(command, initialDelay, period, unit, true);
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable command, long initialDelay, long delay, TimeUnit unit) {
    return repeating(command, initialDelay, delay, unit, false);
  }

  private ScheduledFuture<?> repeating(
      Runnable command, long initialDelay, long period, TimeUnit unit, boolean fixedRate) {
    if (period <= 0) {
      throw new IllegalArgumentException("a period is above 0");
    }
    long first = now() + Math.max(0, unit.toNanos(initialDelay));
    return add(new Task<>(Executors.callable(command), first, unit.toNanos(period), fixedRate));
  }

  @Override
  public synchronized void shutdown() {
    shutdown = true;
    queue.removeIf(task -> task.period > 0);
  }

  @Override
  public synchronized List<Runnable> shutdownNow() {
    shutdown = true;
    List<Runnable> left = new ArrayList<>(queue);
    queue.clear();
    return left;
  }

  @Override
  public synchronized boolean isShutdown() {
    return shutdown;
  }

  @Override
  public synchronized boolean isTerminated() {
    return shutdown && queue.isEmpty();
  }

  /** Lets virtual time pass until all tasks have run. */
  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    advance(Duration.ofNanos(unit.toNanos(timeout)));
    return isTerminated();
  }

  private class Task<V> extends FutureTask<V> implements ScheduledFuture<V> {
    private final long arrival = arrival();
    private final long period;
    private final boolean fixedRate;
    private long time;

    private Task(Callable<V> callable, long time, long period, boolean fixedRate) {
      super(callable);
      this.time = time;
      this.period = period;
      this.fixedRate = fixedRate;
    }

    private void runOnce() {
      if (period == 0) {
        run();
      } else if (runAndReset()) {
        time = (fixedRate ? time : now()) + period;
        if (!isShutdown()) {
          enqueue(this);
        }
      }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      boolean cancelled = super.cancel(mayInterruptIfRunning);
      drop(this);
      return cancelled;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(time - now(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      Task<?> task = (Task<?>) other;
      int byTime = Long.compare(time, task.time);
      return byTime != 0 ? byTime : Long.compare(arrival, task.arrival);
    }
  }
}
