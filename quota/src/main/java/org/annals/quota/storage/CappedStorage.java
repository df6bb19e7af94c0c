package org.annals.quota.storage;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.annals.quota.Account;
import org.annals.quota.Reservation;
import org.annals.quota.ReserveOutcome;
import org.annals.quota.StorageCap;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageReservations;
import org.annals.quota.StorageUsage;

/**
 * Reservations under one cap per account and one over all accounts.
 *
 * <ul>
 *   <li>When bytes are granted, used + reserved is within the account's cap and within the node's;
 *       both are checked and taken in one step.
 *   <li>Caps may be replaced at any time. One that is lower than what is taken refuses everything
 *       new until enough is gone; leave that was given before stays valid.
 *   <li>What is found on disk is always counted, also above a cap.
 * </ul>
 *
 * <p>Without caps everything is granted. Thread-safe; a caller waits for nothing but the few
 * additions of another one. Counters live as long as this object, one small set per account.
 */
public final class CappedStorage implements StorageReservations {
  private final Map<Account, Counter> accounts = new HashMap<>();
  private final Counter all = new Counter();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private Caps caps = Caps.NONE;

  /** Starts with nothing used, nothing reserved and no cap. */
  public CappedStorage() {}

  /**
   * Replaces all caps at once.
   *
   * @param node over all accounts together
   * @param communities per account; an account that is missing has no cap of its own
   */
  public void caps(StorageCap node, Map<Account, StorageCap> communities) {
    Caps changed = new Caps(node, communities);
    synchronized (this) {
      if (caps.equals(changed)) {
        return;
      }
      caps = changed;
    }
    listeners.forEach(Runnable::run);
  }

  /**
   * Replaces all caps at once, unless one of the new ones is passed at this moment.
   *
   * @return whether they are in force
   */
  public boolean capsIfKept(Caps changed) {
    synchronized (this) {
      if (occupancy(changed).excess() > 0) {
        return false;
      }
      if (caps.equals(changed)) {
        return true;
      }
      caps = changed;
    }
    listeners.forEach(Runnable::run);
    return true;
  }

  /** The caps in force. */
  public synchronized Caps caps() {
    return caps;
  }

  /** Runs this after caps have become others, on the thread that changed them. */
  public void onCapsChanged(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public synchronized ReserveOutcome reserve(Account account, StorageKind kind, long bytes) {
    requireNotNegative(bytes);
    Counter counter = counter(account);
    Level own = counter.level(own(caps, account));
    Level node = all.level(caps.node());
    if (bytes > own.room()) {
      return refused("storage cap of this community", own, bytes);
    }
    if (bytes > node.room()) {
      return refused("storage cap of this node", node, bytes);
    }
    counter.reserved += bytes;
    all.reserved += bytes;
    return new ReserveOutcome.Granted(new Granted(counter, kind, bytes));
  }

  private static ReserveOutcome refused(String cap, Level level, long bytes) {
    return new ReserveOutcome.Refused(
        String.format(
            Locale.ROOT,
            "the %s, %s, has room for %d more, not for %d: %d are used and %d reserved",
            cap,
            level.cap(),
            level.room(),
            bytes,
            level.used(),
            level.reserved()),
        bytes - level.room() + level.excess());
  }

  @Override
  public synchronized void found(Account account, StorageKind kind, long bytes) {
    requireNotNegative(bytes);
    counter(account).use(kind, bytes);
    all.use(kind, bytes);
  }

  @Override
  public synchronized void freed(Account account, StorageKind kind, long bytes) {
    requireNotNegative(bytes);
    counter(account).use(kind, -bytes);
    all.use(kind, -bytes);
  }

  @Override
  public synchronized StorageUsage usage(Account account) {
    Counter counter = accounts.get(account);
    return counter == null ? new StorageUsage(Map.of(), 0) : counter.usage();
  }

  @Override
  public synchronized StorageUsage usage() {
    return all.usage();
  }

  /** How full all caps are now; all numbers are of one moment. */
  public synchronized Occupancy occupancy() {
    return occupancy(caps);
  }

  /** How full other caps would be now. */
  public synchronized Occupancy occupancy(Caps under) {
    Map<Account, Level> levels = new HashMap<>();
    under.communities().forEach((account, cap) -> levels.put(account, new Level(cap, 0, 0)));
    accounts.forEach(
        (account, counter) -> {
          levels.put(account, counter.level(own(under, account)));
        });
    return new Occupancy(all.level(under.node()), levels);
  }

  /** What is the node's own has no cap but the one over everything. */
  private static StorageCap own(Caps caps, Account account) {
    return account.equals(Account.NODE) ? StorageCap.unlimited() : caps.of(account);
  }

  private Counter counter(Account account) {
    return accounts.computeIfAbsent(account, a -> new Counter());
  }

  private static void requireNotNegative(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes are 0 or more, not " + bytes);
    }
  }

  /** Bytes of one account, or of all. Guarded by the storage. */
  private static final class Counter {
    private final Map<StorageKind, Long> used = new EnumMap<>(StorageKind.class);
    private long usedTotal;
    private long reserved;

    void use(StorageKind kind, long bytes) {
      long now = used.getOrDefault(kind, 0L) + bytes;
      if (now == 0) {
        used.remove(kind);
      } else {
        used.put(kind, now);
      }
      usedTotal += bytes;
    }

    StorageUsage usage() {
      return new StorageUsage(used, reserved);
    }

    Level level(StorageCap cap) {
      return new Level(cap, usedTotal, reserved);
    }
  }

  private final class Granted implements Reservation {
    private final Counter counter;
    private final StorageKind kind;
    private long remaining;

    Granted(Counter counter, StorageKind kind, long bytes) {
      this.counter = counter;
      this.kind = kind;
      this.remaining = bytes;
    }

    @Override
    public long remaining() {
      synchronized (CappedStorage.this) {
        return remaining;
      }
    }

    @Override
    public void stored(long bytes) {
      requireNotNegative(bytes);
      synchronized (CappedStorage.this) {
        if (bytes > remaining) {
          throw new IllegalArgumentException(
              "stored " + bytes + " bytes of a reservation with " + remaining + " left");
        }
        take(bytes);
        counter.use(kind, bytes);
        all.use(kind, bytes);
      }
    }

    @Override
    public void close() {
      synchronized (CappedStorage.this) {
        take(remaining);
      }
    }

    private void take(long bytes) {
      remaining -= bytes;
      counter.reserved -= bytes;
      all.reserved -= bytes;
    }
  }
}
