package org.annals.node.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.node.community.HomeParts;
import org.annals.node.eviction.TextShare;
import org.annals.node.request.Command;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.annals.node.request.Reply;
import org.annals.quota.Account;
import org.annals.quota.StorageCap;
import org.annals.quota.schedule.AccountLimits;
import org.annals.quota.schedule.TransferRules;

/** Rates, caps and budgets of the node and of each community. */
final class QuotaCommands {
  private final HomeParts parts;
  private final Communities communities;
  private final CapChange capChange;

  QuotaCommands(HomeParts parts, Communities communities, Optional<LiveNode> live) {
    this.parts = parts;
    this.communities = communities;
    this.capChange = new CapChange(parts, communities, live);
  }

  void addTo(Map<String, Command> all) {
    all.put("quota.show", Failures.translating((args, progress) -> show(args)));
    all.put("quota.set", Failures.translating((args, progress) -> set(args)));
  }

  private Reply show(Arguments arguments) throws CommandFailure, IOException {
    LimitsState state = new LimitsState(parts);
    ObjectNode reply = HomeCommands.object();
    ArrayNode all = reply.putArray("quotas");
    LimitTarget target = LimitTarget.of(arguments, communities);
    all.add(state.describe(target));
    if (target.account().equals(Account.NODE)) {
      for (Community each : communities.all()) {
        all.add(state.describe(LimitTarget.of(each)));
      }
    }
    return Reply.ok(reply);
  }

  private Reply set(Arguments arguments) throws CommandFailure, IOException {
    LimitTarget target = LimitTarget.of(arguments, communities);
    LimitValues.RateChange rates = LimitValues.RateChange.of(arguments);
    Optional<StorageCap> disk = LimitValues.size(arguments, "disk");
    Optional<StorageCap> monthly = LimitValues.size(arguments, "monthly");
    WorkChange work = WorkChange.of(arguments, target);
    Optional<Boolean> exemptLocal = exemptLocal(arguments, target);
    OptionalInt textShare = LimitValues.textShare(arguments, target);
    boolean any =
        rates.isAny()
            || work.isAny()
            || disk.isPresent()
            || monthly.isPresent()
            || exemptLocal.isPresent()
            || textShare.isPresent();
    if (!any) {
      throw new CommandFailure(
          ErrorCode.USAGE,
          "Nothing was changed.",
          "It is not said what to limit.",
          "Give '--up', '--down', '--disk', '--monthly', '--cpu', '--memory', '--exempt-local' or"
              + " '--text-share', or several.");
    }
    ObjectNode effect = HomeCommands.object();
    if (disk.isPresent()) {
      capChange.check(target, disk.get());
      effect = new CapEffect(parts, communities).describe(target, disk.get());
    }
    if (!arguments.flag("dryRun") && textShare.isPresent()) {
      new TextShare(parts.tables().settings()).set(textShare.getAsInt());
      capChange.textShareChanged();
    }
    if (!arguments.flag("dryRun") && disk.isPresent()) {
      capChange.begin(target, disk.get());
    }
    if (!arguments.flag("dryRun") && work.isAny()) {
      parts.limits().changeWork(work::applied);
    }
    if (!arguments.flag("dryRun") && exemptLocal.isPresent()) {
      parts.limits().exemptLocal(exemptLocal.get());
    }
    if (!arguments.flag("dryRun")) {
      try {
        parts.limits().change(target.account(), limits -> changed(limits, rates, disk, monthly));
      } catch (IOException e) {
        capChange.undo();
        throw e;
      }
    }
    ObjectNode reply = new LimitsState(parts).describe(target);
    reply.put("dryRun", arguments.flag("dryRun"));
    reply.set("effect", effect);
    return Reply.ok(reply);
  }

  private static Optional<Boolean> exemptLocal(Arguments arguments, LimitTarget target)
      throws CommandFailure {
    Optional<String> text = arguments.text("exemptLocal");
    if (text.isPresent() && !target.account().equals(Account.NODE)) {
      throw new CommandFailure(
          ErrorCode.USAGE,
          "Nothing was changed.",
          "'--exempt-local' is of the whole node; a community has none of its own.",
          "Give it without '--community'.");
    }
    if (text.isPresent() && !text.get().matches("on|off")) {
      throw LimitValues.wrong("exempt-local", text.get(), "switch", "It is 'on' or 'off'.");
    }
    return text.map("on"::equals);
  }

  private static AccountLimits changed(
      AccountLimits limits,
      LimitValues.RateChange rates,
      Optional<StorageCap> disk,
      Optional<StorageCap> monthly) {
    TransferRules transfer = limits.transfer();
    return limits
        .disk(disk.orElse(limits.disk()))
        .transfer(
            transfer
                .normal(rates.applied(transfer.normal()))
                .monthly(monthly.map(LimitValues::bytes).orElse(transfer.monthlyBytes())));
  }
}
