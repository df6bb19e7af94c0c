package org.annals.quota.storage;

import java.util.HashMap;
import java.util.Map;
import org.annals.quota.Account;
import org.annals.quota.StorageCap;

/**
 * All storage caps.
 *
 * @param node over all accounts together
 * @param communities per account; an account that is missing has no cap of its own
 */
public record Caps(StorageCap node, Map<Account, StorageCap> communities) {
  /** No cap at all. */
  public static final Caps NONE = new Caps(StorageCap.unlimited(), Map.of());

  public Caps {
    communities = Map.copyOf(communities);
  }

  /** The cap of an account; {@link Account#NODE} is everything together. */
  public StorageCap of(Account account) {
    return account.equals(Account.NODE)
        ? node
        : communities.getOrDefault(account, StorageCap.unlimited());
  }

  /** The same with another cap for one account. */
  public Caps with(Account account, StorageCap cap) {
    if (account.equals(Account.NODE)) {
      return new Caps(cap, communities);
    }
    Map<Account, StorageCap> changed = new HashMap<>(communities);
    changed.put(account, cap);
    return new Caps(node, changed);
  }
}
