package org.annals.node.limit;

import java.util.Map;
import org.annals.quota.Account;
import org.annals.quota.RateLimits;
import org.annals.quota.StorageCap;
import org.annals.quota.work.WorkLimits;

/** Those who see to it that limits hold. What they are told holds when the call returns. */
public interface Enforcers {

  /** The rates of all communities together, and of those that have their own. */
  void rates(RateLimits node, Map<Account, RateLimits> communities);

  /** Whether rates leave peers in the local network out. */
  void exemptLocal(boolean exempt);

  /** The caps of everything together, and of the communities that have their own. */
  void caps(StorageCap node, Map<Account, StorageCap> communities);

  /** How much packing, verifying and importing may take. */
  void work(WorkLimits limits);
}
