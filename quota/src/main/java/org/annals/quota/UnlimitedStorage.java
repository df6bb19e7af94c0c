package org.annals.quota;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Reservations without a cap: every request is granted, every byte is counted.
 *
 * <ul>
 *   <li>Counting never makes one thread wait for another.
 *   <li>While bytes turn from reserved into used they may be seen as both, never as neither: a
 *       reader sees at least what is really taken.
 * </ul>
 *
 * <p>Thread-safe. Counters live as long as this object, one small set per account.
 */
public final class UnlimitedStorage implements StorageReservations {
  private final ConcurrentMap<Account, Counters> accounts = new ConcurrentHashMap<>();

  /** Starts with nothing used and nothing reserved. */
  public UnlimitedStorage() {}

  @Override
  public ReserveOutcome reserve(Account account, StorageKind kind, long bytes) {
    requireNotNegative(bytes);
    return new ReserveOutcome.Granted(new Granted(counters(account), kind, bytes));
  }

  @Override
  public void found(Account account, StorageKind kind, long bytes) {
    requireNotNegative(bytes);
    counters(account).used(kind).add(bytes);
  }

  @Override
  public void freed(Account account, StorageKind kind, long bytes) {
    requireNotNegative(bytes);
    counters(account).used(kind).add(-bytes);
  }

  @Override
  public StorageUsage usage(Account account) {
    Counters counters = accounts.get(account);
    return counters == null ? new StorageUsage(Map.of(), 0) : counters.usage();
  }

  @Override
  public StorageUsage usage() {
    Map<StorageKind, Long> used = new EnumMap<>(StorageKind.class);
    long reserved = 0;
    for (Counters counters : accounts.values()) {
      StorageUsage usage = counters.usage();
      usage.used().forEach((kind, bytes) -> used.merge(kind, bytes, Long::sum));
      reserved += usage.reserved();
    }
    return new StorageUsage(used, reserved);
  }

  private Counters counters(Account account) {
    // A plain get first: computeIfAbsent locks a bin even when the account is there.
    Counters known = accounts.get(account);
    return known != null ? known : accounts.computeIfAbsent(account, a -> new Counters());
  }

  private static void requireNotNegative(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes are 0 or more, not " + bytes);
    }
  }

  private static final class Counters {
    private final LongAdder reserved = new LongAdder();
    // Filled once and only read afterwards, so that it needs no lock.
    private final Map<StorageKind, LongAdder> used = new EnumMap<>(StorageKind.class);

    Counters() {
      for (StorageKind kind : StorageKind.values()) {
        used.put(kind, new LongAdder());
      }
    }

    LongAdder used(StorageKind kind) {
      return requireNonNull(used.get(kind), "kind is unknown");
    }

    StorageUsage usage() {
      // Reserved is read before used: bytes on their way are then seen twice rather than not at
      // all.
      long reservedNow = reserved.sum();
      Map<StorageKind, Long> usedNow = new EnumMap<>(StorageKind.class);
      for (StorageKind kind : StorageKind.values()) {
        long bytes = used(kind).sum();
        if (bytes != 0) {
          usedNow.put(kind, bytes);
        }
      }
      return new StorageUsage(usedNow, reservedNow);
    }
  }

  private static final class Granted implements Reservation {
    private final Counters counters;
    private final StorageKind kind;
    private final AtomicLong remaining;

    Granted(Counters counters, StorageKind kind, long bytes) {
      this.counters = counters;
      this.kind = kind;
      this.remaining = new AtomicLong(bytes);
      counters.reserved.add(bytes);
    }

    @Override
    public long remaining() {
      return remaining.get();
    }

    @Override
    public void stored(long bytes) {
      requireNotNegative(bytes);
      remaining.updateAndGet(
          left -> {
            if (bytes > left) {
              throw new IllegalArgumentException(
                  "stored " + bytes + " bytes of a reservation with " + left + " left");
            }
            return left - bytes;
          });
      counters.used(kind).add(bytes);
      counters.reserved.add(-bytes);
    }

    @Override
    public void close() {
      counters.reserved.add(-remaining.getAndSet(0));
    }
  }
}
