package org.annals.seeder;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.annals.quota.Account;
import org.annals.quota.Direction;
import org.annals.quota.Flow;
import org.annals.quota.Ticket;
import org.annals.quota.TransferGate;
import org.annals.quota.TransferTotals;
import org.annals.quota.UnlimitedTransferGate;

/**
 * Gives leave for a number of downloaded bytes, then holds every further question until released:
 * stops a fetch half way, without a clock. Thread-safe.
 */
public final class HoldingGate implements TransferGate {
  private final UnlimitedTransferGate counting = new UnlimitedTransferGate();
  private final Queue<Held> held = new ArrayDeque<>();
  private long budget;

  /** Gives leave for so many bytes downwards; upwards it does not hold. */
  public HoldingGate(long budget) {
    this.budget = budget;
  }

  @Override
  public Ticket ask(Flow flow, Direction direction, int bytes, Runnable onGranted) {
    Held question = new Held(onGranted);
    synchronized (this) {
      if (direction == Direction.DOWN && budget < bytes) {
        held.add(question);
        return question;
      }
      if (direction == Direction.DOWN) {
        budget -= bytes;
      }
    }
    question.grant();
    return question;
  }

  /** Gives leave to everything that was held and will be asked. */
  public void release() {
    List<Held> waiting;
    synchronized (this) {
      budget = Long.MAX_VALUE;
      waiting = List.copyOf(held);
      held.clear();
    }
    waiting.forEach(Held::grant);
  }

  @Override
  public void moved(Account account, Direction direction, long payload, long wire) {
    counting.moved(account, direction, payload, wire);
  }

  @Override
  public TransferTotals totals(Account account) {
    return counting.totals(account);
  }

  @Override
  public TransferTotals totals() {
    return counting.totals();
  }

  private static final class Held implements Ticket {
    private final Runnable onGranted;
    private boolean granted;
    private boolean cancelled;

    Held(Runnable onGranted) {
      this.onGranted = onGranted;
    }

    void grant() {
      synchronized (this) {
        if (cancelled || granted) {
          return;
        }
        granted = true;
      }
      onGranted.run();
    }

    @Override
    public synchronized boolean granted() {
      return granted;
    }

    @Override
    public synchronized void cancel() {
      cancelled = true;
    }
  }
}
