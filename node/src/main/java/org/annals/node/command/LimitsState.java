package org.annals.node.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Locale;
import java.util.OptionalLong;
import org.annals.node.community.HomeParts;
import org.annals.node.eviction.TextShare;
import org.annals.quota.Account;
import org.annals.quota.Rate;
import org.annals.quota.RateLimits;
import org.annals.quota.StorageCap;
import org.annals.quota.schedule.AccountLimits;
import org.annals.quota.schedule.LimitsNow;
import org.annals.quota.schedule.Pause;
import org.annals.quota.schedule.RulesNow;
import org.annals.quota.schedule.TransferRules;
import org.annals.quota.schedule.WeeklySchedule;
import org.annals.quota.work.WorkLimits;

/** Limits as every reply shows them: bytes and bytes per second, null for unlimited, 0 for none. */
final class LimitsState {
  private final HomeParts parts;

  LimitsState(HomeParts parts) {
    this.parts = parts;
  }

  /** What is set for an account, what of it holds now, and how much of it is used. */
  ObjectNode describe(LimitTarget target) throws IOException {
    Account account = target.account();
    boolean node = account.equals(Account.NODE);
    ObjectNode json = HomeCommands.object();
    json.put("account", account.name()).put("name", target.name());
    json.set("set", set(parts.limits().of(account)));
    json.set("now", now(account));
    json.putObject("used")
        .put("disk", (node ? parts.storage().usage() : parts.storage().usage(account)).usedTotal())
        .put("month", parts.traffic().month(account).wire());
    if (node) {
      json.put("textShare", new TextShare(parts.tables().settings()).percent());
      json.set("work", work(parts.limits().work()));
    }
    return json;
  }

  private static ObjectNode work(WorkLimits limits) {
    ObjectNode json = HomeCommands.object().putNull("cpu").putNull("memory");
    limits.cpuPercent().ifPresent(percent -> json.put("cpu", percent));
    limits.memoryBytes().ifPresent(bytes -> json.put("memory", bytes));
    return json;
  }

  private static ObjectNode set(AccountLimits limits) {
    TransferRules rules = limits.transfer();
    ObjectNode json = HomeCommands.object();
    rates(json, rules.normal());
    bytes(json, "disk", limits.disk());
    OptionalLong monthly = rules.monthlyBytes();
    if (monthly.isPresent()) {
      json.put("monthly", monthly.getAsLong());
    } else {
      json.putNull("monthly");
    }
    rates(json.putObject("slow").put("on", rules.slowOn()), rules.slow());
    json.put("paused", !(rules.pause() instanceof Pause.None));
    rules.pause().end().ifPresent(end -> json.put("pausedUntil", end.toString()));
    json.set("schedule", schedule(rules.schedule()));
    return json;
  }

  static ArrayNode schedule(WeeklySchedule schedule) {
    ArrayNode all = HomeCommands.array();
    schedule
        .windows()
        .forEach(
            (window, rates) -> {
              ObjectNode json = all.addObject().put("window", window.toString());
              rates.up().ifPresent(up -> rate(json, "up", up));
              rates.down().ifPresent(down -> rate(json, "down", down));
            });
    return all;
  }

  /** What holds for an account: for a community the lower of its own limits and the node's. */
  ObjectNode now(Account account) {
    LimitsNow all = parts.limits().now();
    RulesNow node = all.node();
    RulesNow own = account.equals(Account.NODE) ? node : all.own(account);
    // What stops everything says more than what merely limits one community.
    boolean byNode = node.limits().equals(RateLimits.STOP) && !own.limits().equals(RateLimits.STOP);
    RulesNow why = byNode ? node : own;
    ObjectNode json = HomeCommands.object();
    rates(json, account.equals(Account.NODE) ? node.limits() : all.effective(account));
    json.put("why", why.why().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    if (account.equals(Account.NODE)) {
      json.put("exemptLocal", parts.limits().exemptLocal());
    }
    why.until().ifPresent(until -> json.put("until", until.toString()));
    return json;
  }

  private static void rates(ObjectNode json, RateLimits limits) {
    rate(json, "up", limits.up());
    rate(json, "down", limits.down());
  }

  private static void rate(ObjectNode json, String name, Rate rate) {
    if (rate instanceof Rate.Limited limited) {
      json.put(name, limited.bytesPerSecond());
    } else {
      json.putNull(name);
    }
  }

  static void bytes(ObjectNode json, String name, StorageCap cap) {
    if (cap instanceof StorageCap.Limited limited) {
      json.put(name, limited.bytes());
    } else {
      json.putNull(name);
    }
  }
}
