package org.annals.node.eviction;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.annals.node.community.Community;
import org.annals.node.database.Settings;
import org.annals.quota.Account;
import org.annals.quota.storage.CappedStorage;
import org.annals.quota.storage.Occupancy;

/**
 * When evicted chunks may be fetched again: not before the caps or the catalogue differ from those
 * under which they went. Survives a restart. Thread-safe.
 */
public final class Reopening {
  private final Settings settings;
  private final CappedStorage storage;
  private final Map<Account, String> remembered = new ConcurrentHashMap<>();

  /** Kept in these settings. */
  public Reopening(Settings settings, CappedStorage storage) {
    this.settings = settings;
    this.storage = storage;
  }

  /** Whether what was evicted of a community may be fetched again. */
  public boolean isOpen(Community community) throws IOException {
    Account account = community.id().account();
    String known = remembered.get(account);
    if (known == null) {
      known = settings.get(name(account)).orElse("");
      remembered.put(account, known);
    }
    return !known.equals(conditions(community));
  }

  /** Something of the community is about to be evicted. */
  void evicting(Community community) throws IOException {
    if (isOpen(community)) {
      String now = conditions(community);
      settings.put(name(community.id().account()), now);
      remembered.put(community.id().account(), now);
    }
  }

  private static String name(Account account) {
    return "evicted." + account.name();
  }

  private String conditions(Community community) {
    Occupancy now = storage.occupancy();
    return now.node().cap()
        + ", "
        + now.of(community.id().account()).cap()
        + ", "
        + community.head().view().accepted().map(String::valueOf).orElse("none");
  }
}
