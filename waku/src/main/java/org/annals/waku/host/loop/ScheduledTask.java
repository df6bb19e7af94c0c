package org.annals.waku.host.loop;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A timer of the loop; runs at most once. Ordered by time, then by age. */
final class ScheduledTask implements Loop.Timer, Runnable, Comparable<ScheduledTask> {
  private final long due;
  private final long number;
  private final AtomicReference<@Nullable Runnable> task;
  private final EventLoop loop;

  ScheduledTask(long due, long number, Runnable task, EventLoop loop) {
    this.due = due;
    this.number = number;
    this.task = new AtomicReference<>(task);
    this.loop = loop;
  }

  long due() {
    return due;
  }

  @Override
  public void run() {
    Runnable once = task.getAndSet(null);
    if (once != null) {
      once.run();
    }
  }

  @Override
  public void cancel() {
    if (task.getAndSet(null) != null) {
      loop.forget(this);
    }
  }

  @Override
  public int compareTo(ScheduledTask other) {
    int byTime = Long.signum(due - other.due);
    return byTime != 0 ? byTime : Long.compare(number, other.number);
  }

  @Override
  public boolean equals(Object o) {
    return this == o;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(number);
  }
}
