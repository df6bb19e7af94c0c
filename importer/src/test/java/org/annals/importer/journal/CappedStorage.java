package org.annals.importer.journal;

import org.annals.quota.Account;
import org.annals.quota.ReserveOutcome;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageReservations;
import org.annals.quota.StorageUsage;
import org.annals.quota.UnlimitedStorage;

/** Counts like the unlimited one and refuses beyond a cap over everything. */
public final class CappedStorage implements StorageReservations {
  private final UnlimitedStorage counted = new UnlimitedStorage();
  private long cap;
  private long highest;

  /** Refuses beyond this many bytes. */
  public CappedStorage(long cap) {
    this.cap = cap;
  }

  /** Changes the cap. */
  public synchronized void cap(long bytes) {
    cap = bytes;
  }

  /** Most that was used and reserved at any time. */
  public synchronized long highest() {
    return highest;
  }

  @Override
  public synchronized ReserveOutcome reserve(Account account, StorageKind kind, long bytes) {
    long taken = taken();
    if (taken + bytes > cap) {
      return new ReserveOutcome.Refused("the cap is " + cap, taken + bytes - cap);
    }
    highest = Math.max(highest, taken + bytes);
    return counted.reserve(account, kind, bytes);
  }

  private long taken() {
    StorageUsage usage = counted.usage();
    return usage.usedTotal() + usage.reserved();
  }

  @Override
  public void found(Account account, StorageKind kind, long bytes) {
    counted.found(account, kind, bytes);
  }

  @Override
  public void freed(Account account, StorageKind kind, long bytes) {
    counted.freed(account, kind, bytes);
  }

  @Override
  public StorageUsage usage(Account account) {
    return counted.usage(account);
  }

  @Override
  public StorageUsage usage() {
    return counted.usage();
  }
}
