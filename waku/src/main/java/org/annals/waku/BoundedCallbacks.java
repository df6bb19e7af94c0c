package org.annals.waku;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands callbacks to an executor, of which only so many may wait: a flood from the network must not
 * fill the memory behind a slow listener. Thread-safe.
 */
final class BoundedCallbacks implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(BoundedCallbacks.class);

  private final Executor executor;
  private final int mostWaiting;
  private final AtomicInteger waiting = new AtomicInteger();

  BoundedCallbacks(Executor executor, int mostWaiting) {
    this.executor = executor;
    this.mostWaiting = mostWaiting;
  }

  @Override
  public void execute(Runnable callback) {
    if (waiting.incrementAndGet() > mostWaiting) {
      waiting.decrementAndGet();
      LOG.debug("dropped an event: {} wait already", mostWaiting);
      return;
    }
    try {
      executor.execute(() -> run(callback));
    } catch (RejectedExecutionException e) {
      waiting.decrementAndGet();
      LOG.debug("dropped an event: the executor is closed", e);
    }
  }

  private void run(Runnable callback) {
    waiting.decrementAndGet();
    try {
      callback.run();
    } catch (RuntimeException e) {
      LOG.error("a listener failed", e);
    }
  }
}
