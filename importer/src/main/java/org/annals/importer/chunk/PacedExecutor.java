package org.annals.importer.chunk;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.annals.quota.Account;
import org.annals.quota.work.WorkGate;

/** Has an account's tasks counted, and rests after each as long as the gate wants. Thread-safe. */
final class PacedExecutor {
  private final ExecutorService executor;
  private final WorkGate gate;
  private final Account account;
  private volatile boolean stopped;

  PacedExecutor(ExecutorService executor, WorkGate gate, Account account) {
    this.executor = executor;
    this.gate = gate;
    this.account = account;
  }

  <T> Future<T> submit(Callable<T> task) {
    return executor.submit(
        () -> {
          if (stopped) {
            throw new CancellationException();
          }
          try (WorkGate.Work work = gate.begin(account)) {
            T result = task.call();
            work.step();
            return result;
          }
        });
  }

  /** Begins nothing more, also of what was submitted. */
  void stop() {
    stopped = true;
  }
}
