package org.annals.node.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.node.community.HomeParts;
import org.annals.node.request.Command;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.annals.node.request.Reply;
import org.annals.quota.Account;
import org.annals.quota.StorageCap;

/** Rates, caps and budgets of the node and of each community. */
final class QuotaCommands {
  private final HomeParts parts;
  private final Communities communities;

  QuotaCommands(HomeParts parts, Communities communities) {
    this.parts = parts;
    this.communities = communities;
  }

  void addTo(Map<String, Command> all) {
    all.put("quota.show", Failures.translating((args, progress) -> show(args)));
    all.put("quota.set", Failures.translating((args, progress) -> set(args)));
  }

  private Reply show(Arguments arguments) throws CommandFailure {
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
    boolean any =
        rates.isAny()
            || work.isAny()
            || disk.isPresent()
            || monthly.isPresent()
            || exemptLocal.isPresent();
    if (!any) {
      throw new CommandFailure(
          ErrorCode.USAGE,
          "Nothing was changed.",
          "It is not said what to limit.",
          "Give '--up', '--down', '--disk', '--monthly', '--cpu', '--memory' or '--exempt-local',"
              + " or several.");
    }
    ObjectNode effect = HomeCommands.object();
    if (disk.isPresent()) {
      effect = new CapEffect(parts, communities).describe(target, disk.get());
    }
    if (!arguments.flag("dryRun") && work.isAny()) {
      parts.limits().changeWork(work::applied);
    }
    if (!arguments.flag("dryRun") && exemptLocal.isPresent()) {
      parts.limits().exemptLocal(exemptLocal.get());
    }
    if (!arguments.flag("dryRun")) {
      parts
          .limits()
          .change(
              target.account(),
              limits ->
                  limits
                      .disk(disk.orElse(limits.disk()))
                      .transfer(
                          limits
                              .transfer()
                              .normal(rates.applied(limits.transfer().normal()))
                              .monthly(
                                  monthly
                                      .map(LimitValues::bytes)
                                      .orElse(limits.transfer().monthlyBytes()))));
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
}
