package org.annals.quota.work;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.annals.quota.Account;

/**
 * Leave to work, and the count of what it took. Work is everything that packs, verifies or imports;
 * what else a process does is not limited here.
 *
 * <p>Thread-safe.
 */
public final class WorkGate {
  private final Processor processor;
  private final Sleeper sleeper;
  private final DutyCycle cycle;
  private final Overhead overhead = new Overhead();
  private final Map<Account, Counters> accounts = new ConcurrentHashMap<>();
  private final Object room = new Object();
  private OptionalLong memory = OptionalLong.empty();
  private long held;
  private int waiting;

  /** Waits. */
  @FunctionalInterface
  public interface Sleeper {
    /** Waits for so many nanoseconds, or until the thread is interrupted. */
    void sleep(long nanos) throws InterruptedException;
  }

  /**
   * Counts processor time, in nanoseconds.
   *
   * @param thread of the calling thread
   * @param runtime of the virtual machine itself, for whomever: compiling, collecting garbage
   */
  public record Processor(LongSupplier thread, LongSupplier runtime) {}

  /**
   * A gate without limits.
   *
   * @param ticker monotonic nanoseconds
   */
  public WorkGate(LongSupplier ticker, Processor processor, Sleeper sleeper) {
    this.processor = processor;
    this.sleeper = sleeper;
    this.cycle = new DutyCycle(ticker);
  }

  /** A gate that neither limits nor counts. */
  public static WorkGate unlimited() {
    return new WorkGate(() -> 0, new Processor(() -> 0, () -> 0), nanos -> {});
  }

  /** Replaces the limits; they hold from the next step on. */
  public void limits(WorkLimits limits) {
    cycle.percent(limits.cpuPercent());
    synchronized (room) {
      memory = limits.memoryBytes();
      room.notifyAll();
    }
  }

  /** What an account's work has taken. */
  public WorkTotals totals(Account account) {
    Counters counters = accounts.get(account);
    return counters == null
        ? WorkTotals.NONE
        : new WorkTotals(counters.cpu.sum(), counters.buffers.sum());
  }

  /** Begins work on this thread; close it on the same one. */
  public Work begin(Account account) {
    // The idle while before it is not saved up.
    cycle.worked(0);
    overhead.begin();
    return new Work(counters(account), processor.thread().getAsLong());
  }

  /**
   * What the virtual machine takes while anybody works. It belongs to the share, or a fresh process
   * would take a third more than it may; whose work caused it nobody can say, so it is on no
   * account.
   */
  private final class Overhead {
    private int working;
    private long seen;

    synchronized void begin() {
      if (working++ == 0) {
        seen = processor.runtime().getAsLong();
      }
    }

    synchronized long taken() {
      long before = seen;
      seen = processor.runtime().getAsLong();
      return Math.max(0, seen - before);
    }

    synchronized void end() {
      working--;
    }
  }

  private Counters counters(Account account) {
    return accounts.computeIfAbsent(account, a -> new Counters());
  }

  private static final class Counters {
    private final LongAdder cpu = new LongAdder();
    private final LongAdder buffers = new LongAdder();
  }

  /** A stretch of work on one thread. */
  public final class Work implements Pace, AutoCloseable {
    private final Counters counters;
    private long before;

    private Work(Counters counters, long before) {
      this.counters = counters;
      this.before = before;
    }

    @Override
    public void step() {
      long wait = count();
      if (wait > 0) {
        try {
          sleeper.sleep(wait);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }

    private long count() {
      long now = processor.thread().getAsLong();
      long worked = Math.max(0, now - before);
      before = now;
      counters.cpu.add(worked);
      return cycle.worked(worked + overhead.taken());
    }

    /** Counts the last of it. Debts are left to whoever works next. */
    @Override
    public void close() {
      count();
      overhead.end();
    }
  }

  /**
   * Waits until buffers may be filled. Work never waits for itself: what wants more than the limit
   * gets it when nobody else holds any.
   *
   * @param bytes 0 or more
   * @throws InterruptedException when the thread is interrupted; nothing is held then
   */
  public Buffers hold(Account account, long bytes) throws InterruptedException {
    synchronized (room) {
      waiting++;
      try {
        while (!fits(bytes)) {
          room.wait();
        }
      } finally {
        waiting--;
      }
      held += bytes;
    }
    return counted(account, bytes);
  }

  /**
   * Buffers that may be filled at once; empty when they would have to be waited for. For whoever
   * holds some already, which others may wait for.
   */
  public Optional<Buffers> tryHold(Account account, long bytes) {
    synchronized (room) {
      if (!fits(bytes)) {
        return Optional.empty();
      }
      held += bytes;
    }
    return Optional.of(counted(account, bytes));
  }

  /** Whether somebody waits for buffers: whoever holds some only to be faster gives them back. */
  public boolean isAwaited() {
    synchronized (room) {
      return waiting > 0;
    }
  }

  /** Guarded by {@link #room}. */
  private boolean fits(long bytes) {
    return memory.isEmpty() || held == 0 || held + bytes <= memory.getAsLong();
  }

  private Buffers counted(Account account, long bytes) {
    Counters counters = counters(account);
    counters.buffers.add(bytes);
    return new Buffers(counters, bytes);
  }

  /** Buffers that may be filled, until they are closed. */
  public final class Buffers implements AutoCloseable {
    private final Counters counters;
    private long bytes;

    private Buffers(Counters counters, long bytes) {
      this.counters = counters;
      this.bytes = bytes;
    }

    /**
     * Hands a part of them on, which is held until it is closed by itself.
     *
     * @throws IllegalArgumentException when there are not so many
     */
    public Buffers split(long part) {
      synchronized (room) {
        if (part > bytes) {
          throw new IllegalArgumentException(part + " of " + bytes + " bytes");
        }
        bytes -= part;
        return new Buffers(counters, part);
      }
    }

    /** Gives them back. Idempotent. */
    @Override
    public void close() {
      synchronized (room) {
        held -= bytes;
        counters.buffers.add(-bytes);
        bytes = 0;
        room.notifyAll();
      }
    }
  }
}
