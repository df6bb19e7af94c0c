package org.annals.quota.storage;

import java.util.Map;
import org.annals.quota.Account;
import org.annals.quota.StorageCap;

/**
 * How full all caps are at one moment.
 *
 * @param node all accounts together, under the node's cap
 * @param accounts each account that has a cap or bytes, under its own
 */
public record Occupancy(Level node, Map<Account, Level> accounts) {
  public Occupancy {
    accounts = Map.copyOf(accounts);
  }

  /** How full one account is; empty and without a cap of its own when nothing is known of it. */
  public Level of(Account account) {
    return accounts.getOrDefault(account, new Level(StorageCap.unlimited(), 0, 0));
  }

  /** Bytes that an account can still take: what fits under both its cap and the node's. */
  public long room(Account account) {
    return Math.min(node.room(), of(account).room());
  }

  /** The most bytes above a cap; 0 when all are kept. */
  public long excess() {
    return accounts.values().stream().mapToLong(Level::excess).reduce(node.excess(), Math::max);
  }

  /**
   * Whether an account could take so many bytes if all that can go were gone.
   *
   * @param bytes 0 or more
   * @param evictable bytes of each account that can go
   */
  public boolean couldEverFit(Account account, long bytes, Map<Account, Long> evictable) {
    long everywhere = evictable.values().stream().mapToLong(Long::longValue).sum();
    return node.plus(-everywhere).room() >= bytes
        && of(account).plus(-evictable.getOrDefault(account, 0L)).room() >= bytes;
  }
}
