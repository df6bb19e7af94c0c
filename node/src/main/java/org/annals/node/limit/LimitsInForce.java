package org.annals.node.limit;

import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.annals.node.database.LimitTable;
import org.annals.node.database.Settings;
import org.annals.quota.Account;
import org.annals.quota.RateLimits;
import org.annals.quota.StorageCap;
import org.annals.quota.schedule.AccountLimits;
import org.annals.quota.schedule.LimitsNow;
import org.annals.quota.schedule.TransferRules;
import org.annals.quota.work.WorkLimits;
import org.jspecify.annotations.Nullable;

/**
 * What is set and what of it holds now.
 *
 * <ul>
 *   <li>A change is durable before it is in force, and in force when {@link #change} returns.
 *   <li>What the clock or the traffic changes is in force after the next {@link #refresh}; the node
 *       calls it every second, so a clock that jumps needs no care.
 * </ul>
 *
 * <p>Thread-safe. {@link Account#NODE} means everything together.
 */
public final class LimitsInForce {
  private static final String EXEMPT_LOCAL = "limits.exemptLocal";

  private final LimitTable table;
  private final Settings settings;
  private final WorkLimitSettings workSettings;
  private final Clock clock;
  private final ZoneId zone;
  private final ToLongFunction<Account> monthBytes;
  private final Enforcers enforcers;
  private final Map<Account, AccountLimits> set;
  private WorkLimits work;
  private boolean exemptLocal;
  private LimitsNow now;
  private @Nullable Rates enforcedRates;
  private @Nullable Caps enforcedCaps;

  private record Rates(RateLimits node, Map<Account, RateLimits> communities) {}

  private record Caps(StorageCap node, Map<Account, StorageCap> communities) {}

  /**
   * Reads what is set and puts it in force.
   *
   * @param zone whose wall clock schedules and months mean
   * @param monthBytes what went over an account's sockets since this month began
   */
  public LimitsInForce(
      LimitTable table,
      Settings settings,
      Clock clock,
      ZoneId zone,
      ToLongFunction<Account> monthBytes,
      Enforcers enforcers)
      throws IOException {
    this.table = table;
    this.settings = settings;
    this.workSettings = new WorkLimitSettings(settings);
    this.clock = clock;
    this.zone = zone;
    this.monthBytes = monthBytes;
    this.enforcers = enforcers;
    this.set = new HashMap<>(table.all());
    this.work = workSettings.read();
    this.exemptLocal = settings.get(EXEMPT_LOCAL).filter("on"::equals).isPresent();
    this.now = compute();
    enforce();
    enforcers.work(work);
    enforcers.exemptLocal(exemptLocal);
  }

  /** What is set for an account. */
  public synchronized AccountLimits of(Account account) {
    return set.getOrDefault(account, unset(account));
  }

  private static AccountLimits unset(Account account) {
    return account.equals(Account.NODE) ? AccountLimits.NEW_HOME : AccountLimits.NONE;
  }

  /** How much packing, verifying and importing may take. */
  public synchronized WorkLimits work() {
    return work;
  }

  /**
   * Changes how much packing, verifying and importing may take.
   *
   * @throws IOException when it could not be kept; nothing has changed then
   */
  public synchronized void changeWork(UnaryOperator<WorkLimits> change) throws IOException {
    WorkLimits changed = change.apply(work);
    workSettings.write(changed);
    work = changed;
    enforcers.work(work);
  }

  /** Whether rates leave peers in the local network out. */
  public synchronized boolean exemptLocal() {
    return exemptLocal;
  }

  /**
   * Says whether rates leave peers in the local network out.
   *
   * @throws IOException when it could not be kept; nothing has changed then
   */
  public synchronized void exemptLocal(boolean exempt) throws IOException {
    settings.put(EXEMPT_LOCAL, exempt ? "on" : "off");
    exemptLocal = exempt;
    enforcers.exemptLocal(exempt);
  }

  /** What holds now. */
  public synchronized LimitsNow now() {
    return now;
  }

  /** Whose wall clock schedules and months mean. */
  public ZoneId zone() {
    return zone;
  }

  /**
   * Changes what is set.
   *
   * @throws IOException when it could not be kept; nothing has changed then
   */
  public synchronized void change(Account account, UnaryOperator<AccountLimits> change)
      throws IOException {
    AccountLimits changed = change.apply(of(account));
    table.put(account, changed);
    set.put(account, changed);
    refresh();
  }

  /** Puts in force what clock and traffic have changed. */
  public synchronized void refresh() {
    now = compute();
    enforce();
  }

  private LimitsNow compute() {
    Map<Account, TransferRules> rules = communities(AccountLimits::transfer);
    return LimitsNow.of(of(Account.NODE).transfer(), rules, clock.instant(), zone, monthBytes);
  }

  private <T> Map<Account, T> communities(Function<AccountLimits, T> part) {
    Map<Account, T> all = new HashMap<>();
    set.forEach(
        (account, limits) -> {
          if (!account.equals(Account.NODE)) {
            all.put(account, part.apply(limits));
          }
        });
    return all;
  }

  /** Tells enforcers what is news to them. */
  private void enforce() {
    Map<Account, RateLimits> communityRates = new HashMap<>();
    now.communities().forEach((account, rules) -> communityRates.put(account, rules.limits()));
    Rates rates = new Rates(now.node().limits(), communityRates);
    if (!rates.equals(enforcedRates)) {
      enforcers.rates(rates.node, rates.communities);
      enforcedRates = rates;
    }
    Caps caps = new Caps(of(Account.NODE).disk(), communities(AccountLimits::disk));
    if (!caps.equals(enforcedCaps)) {
      enforcers.caps(caps.node, caps.communities);
      enforcedCaps = caps;
    }
  }
}
