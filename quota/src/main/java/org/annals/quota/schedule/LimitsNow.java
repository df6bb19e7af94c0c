package org.annals.quota.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.annals.quota.Account;
import org.annals.quota.RateLimits;

/**
 * The limits of all levels at a moment. A community never gets more than the node has: what holds
 * for it is the lower of both.
 *
 * @param node what holds for all communities together
 * @param communities what holds for one; those without rules are missing
 */
public record LimitsNow(RulesNow node, Map<Account, RulesNow> communities) {
  /** Copies the map. */
  public LimitsNow {
    communities = Map.copyOf(communities);
  }

  /**
   * Computes them.
   *
   * @param monthBytes what went over an account's sockets, both ways, since this month began in
   *     this zone; the node's account means all together
   */
  public static LimitsNow of(
      TransferRules node,
      Map<Account, TransferRules> communities,
      Instant now,
      ZoneId zone,
      ToLongFunction<Account> monthBytes) {
    Map<Account, RulesNow> all = new HashMap<>();
    communities.forEach(
        (account, rules) ->
            all.put(account, RulesNow.of(rules, now, zone, monthBytes.applyAsLong(account))));
    return new LimitsNow(RulesNow.of(node, now, zone, monthBytes.applyAsLong(Account.NODE)), all);
  }

  /** The community's own limits, without the node's. */
  public RulesNow own(Account community) {
    return communities.getOrDefault(
        community,
        new RulesNow(RateLimits.UNLIMITED, Why.NORMAL, Optional.empty(), Optional.empty()));
  }

  /** What holds for a community: the lower of its own limits and the node's. */
  public RateLimits effective(Account community) {
    return own(community).limits().and(node.limits());
  }

  /** The first moment at which the clock alone may change anything of this. */
  public Optional<Instant> nextChange() {
    return Stream.concat(Stream.of(node), communities.values().stream())
        .flatMap(each -> each.nextChange().stream())
        .min(Instant::compareTo);
  }
}
