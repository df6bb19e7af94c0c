package org.annals.quota.schedule;

import org.annals.quota.Rate;
import org.annals.quota.RateLimits;
import org.annals.quota.StorageCap;

/** Everything that people have set for the node or for one community. */
public record AccountLimits(TransferRules transfer, StorageCap disk) {
  /** Nothing is limited: a community for which nobody set anything. */
  public static final AccountLimits NONE =
      new AccountLimits(TransferRules.NONE, StorageCap.unlimited());

  /** A node for which nobody set anything: 10 GiB disk, 2 MiB/s up, unlimited down. */
  public static final AccountLimits NEW_HOME =
      new AccountLimits(
          TransferRules.NONE.normal(
              new RateLimits(Rate.bytesPerSecond(2L << 20), Rate.unlimited())),
          StorageCap.bytes(10L << 30));

  /** The same with other rules for transfers. */
  public AccountLimits transfer(TransferRules other) {
    return new AccountLimits(other, disk);
  }

  /** The same with another cap. */
  public AccountLimits disk(StorageCap other) {
    return new AccountLimits(transfer, other);
  }
}
