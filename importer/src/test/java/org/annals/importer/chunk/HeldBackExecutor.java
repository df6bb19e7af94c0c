package org.annals.importer.chunk;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/** Runs tasks at once on the calling thread, until it is shut: then it keeps them. */
final class HeldBackExecutor extends AbstractExecutorService {
  private final List<Runnable> kept = new ArrayList<>();
  private boolean shut;

  /** What was not run. */
  List<Runnable> kept() {
    return kept;
  }

  @Override
  public void execute(Runnable task) {
    if (shut) {
      kept.add(task);
    } else {
      task.run();
    }
  }

  @Override
  public void shutdown() {
    shut = true;
  }

  @Override
  public List<Runnable> shutdownNow() {
    shut = true;
    return kept;
  }

  @Override
  public boolean isShutdown() {
    return shut;
  }

  @Override
  public boolean isTerminated() {
    return shut;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return true;
  }
}
