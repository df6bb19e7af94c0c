package org.annals.node.eviction;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.annals.node.community.Community;
import org.annals.node.database.Settings;
import org.annals.quota.Account;
import org.annals.quota.storage.CappedStorage;
import org.annals.quota.storage.Caps;

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
    return !known(community.id().account()).equals(conditions(community, storage.caps()));
  }

  /**
   * Something of the community is about to be evicted.
   *
   * @param caps for which it goes, in force or about to be
   */
  void evicting(Community community, Caps caps) throws IOException {
    Account account = community.id().account();
    String now = conditions(community, caps);
    if (!known(account).equals(now)) {
      settings.put(name(account), now);
      remembered.put(account, now);
    }
  }

  private String known(Account account) throws IOException {
    String known = remembered.get(account);
    if (known == null) {
      known = settings.get(name(account)).orElse("");
      remembered.put(account, known);
    }
    return known;
  }

  private static String name(Account account) {
    return "evicted." + account.name();
  }

  private static String conditions(Community community, Caps caps) {
    return caps.node()
        + ", "
        + caps.of(community.id().account())
        + ", "
        + community.head().view().accepted().map(String::valueOf).orElse("none");
  }
}
