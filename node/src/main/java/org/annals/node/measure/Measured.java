package org.annals.node.measure;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.annals.quota.Account;
import org.annals.quota.StorageReservations;
import org.annals.quota.StorageUsage;
import org.annals.quota.TransferTotals;
import org.annals.quota.work.WorkGate;
import org.annals.quota.work.WorkTotals;

/**
 * What a home measures, at one moment: the one state behind every number that is shown.
 *
 * @param node everything together; its work is that of all communities
 */
public record Measured(Instant at, Numbers node, Map<Account, Numbers> communities) {
  public Measured {
    communities = Map.copyOf(communities);
  }

  /**
   * The numbers of the node or of one community.
   *
   * @param total bytes moved in all runs
   * @param today bytes moved since midnight in the home's time zone
   * @param month bytes moved since this month began there
   * @param disk bytes on disk by kind, and reserved ones
   * @param work what packing, verifying and importing took in this run
   */
  public record Numbers(
      TransferTotals total,
      TransferTotals today,
      TransferTotals month,
      Speed speed,
      StorageUsage disk,
      WorkTotals work) {}

  /** Reads all counters now. */
  public static Measured now(
      Instant at,
      Traffic traffic,
      StorageReservations storage,
      WorkGate work,
      Collection<Account> communities) {
    Map<Account, Numbers> all = new HashMap<>();
    WorkTotals worked = WorkTotals.NONE;
    for (Account each : communities) {
      Numbers numbers = numbers(traffic, each, storage.usage(each), work.totals(each));
      worked = worked.plus(numbers.work());
      all.put(each, numbers);
    }
    return new Measured(at, numbers(traffic, Account.NODE, storage.usage(), worked), all);
  }

  private static Numbers numbers(
      Traffic traffic, Account account, StorageUsage disk, WorkTotals work) {
    return new Numbers(
        traffic.total(account),
        traffic.today(account),
        traffic.month(account),
        traffic.speed(account),
        disk,
        work);
  }
}
