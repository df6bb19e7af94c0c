package org.annals.quota;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * A gate without a limit: every question is granted inside the call, every moved byte is counted.
 *
 * <ul>
 *   <li>Leave costs nothing: no lock, no allocation, no queue.
 *   <li>Counting never makes one thread wait for another.
 *   <li>Totals are exact once the threads that count have finished; while they run, a total may lag
 *       behind by what is being added.
 * </ul>
 *
 * <p>Thread-safe. Counters live as long as the gate, one small set per account.
 */
public final class UnlimitedTransferGate implements TransferGate {
  /** The largest question: a block of 128 KiB and the header of its message. */
  static final int MAX_ASK_BYTES = 128 * 1024 + 13;

  private static final Ticket GRANTED =
      new Ticket() {
        @Override
        public boolean granted() {
          return true;
        }

        @Override
        public void cancel() {
          // Leave without a limit has nothing to return.
        }
      };

  private final ConcurrentMap<Account, Counters> accounts = new ConcurrentHashMap<>();

  /** Makes a gate that has counted nothing. */
  public UnlimitedTransferGate() {}

  @Override
  public Ticket ask(Flow flow, Direction direction, int bytes, Runnable onGranted) {
    if (bytes < 1 || bytes > MAX_ASK_BYTES) {
      throw new IllegalArgumentException("leave is asked for 1 to 131085 bytes, not " + bytes);
    }
    onGranted.run();
    return GRANTED;
  }

  @Override
  public void moved(Account account, Direction direction, long payload, long wire) {
    if (payload < 0 || wire < payload) {
      throw new IllegalArgumentException(
          "payload " + payload + " and wire " + wire + " bytes cannot have moved together");
    }
    counters(account).add(direction, payload, wire);
  }

  @Override
  public TransferTotals totals(Account account) {
    Counters counters = accounts.get(account);
    return counters == null ? TransferTotals.NONE : counters.totals();
  }

  @Override
  public TransferTotals totals() {
    return accounts.values().stream()
        .map(Counters::totals)
        .reduce(TransferTotals.NONE, TransferTotals::plus);
  }

  private Counters counters(Account account) {
    // A plain get first: computeIfAbsent locks a bin even when the account is there.
    Counters known = accounts.get(account);
    return known != null ? known : accounts.computeIfAbsent(account, a -> new Counters());
  }

  private static final class Counters {
    private final LongAdder upPayload = new LongAdder();
    private final LongAdder upWire = new LongAdder();
    private final LongAdder downPayload = new LongAdder();
    private final LongAdder downWire = new LongAdder();

    void add(Direction direction, long payload, long wire) {
      switch (direction) {
        case UP -> {
          upPayload.add(payload);
          upWire.add(wire);
        }
        case DOWN -> {
          downPayload.add(payload);
          downWire.add(wire);
        }
      }
    }

    TransferTotals totals() {
      return new TransferTotals(upPayload.sum(), upWire.sum(), downPayload.sum(), downWire.sum());
    }
  }
}
