package org.annals.seeder;

import java.util.Map;
import org.annals.quota.Account;
import org.annals.quota.ReserveOutcome;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageReservations;
import org.annals.quota.StorageUsage;

/** A disk without room: refuses every byte. Thread-safe. */
public final class RefusingStorage implements StorageReservations {
  /** Refuses from the start. */
  public RefusingStorage() {}

  @Override
  public ReserveOutcome reserve(Account account, StorageKind kind, long bytes) {
    return new ReserveOutcome.Refused("the cap of 0 bytes is in use", bytes);
  }

  @Override
  public void found(Account account, StorageKind kind, long bytes) {}

  @Override
  public void freed(Account account, StorageKind kind, long bytes) {}

  @Override
  public StorageUsage usage(Account account) {
    return new StorageUsage(Map.of(), 0);
  }

  @Override
  public StorageUsage usage() {
    return new StorageUsage(Map.of(), 0);
  }
}
