package org.annals.node.command;

import java.io.IOException;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.annals.node.community.Communities;
import org.annals.node.community.HomeParts;
import org.annals.node.request.Command;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.Reply;
import org.annals.quota.schedule.Pause;
import org.annals.quota.schedule.TransferRules;

/** Slower for now, or not at all for now. */
final class PauseCommands {
  private final HomeParts parts;
  private final Communities communities;

  PauseCommands(HomeParts parts, Communities communities) {
    this.parts = parts;
    this.communities = communities;
  }

  void addTo(Map<String, Command> all) {
    all.put("slow", Failures.translating((args, progress) -> slow(args)));
    all.put("pause", Failures.translating((args, progress) -> pause(args)));
    all.put("resume", Failures.translating((args, progress) -> resume(args)));
  }

  private Reply slow(Arguments arguments) throws CommandFailure, IOException {
    LimitTarget target = LimitTarget.of(arguments, communities);
    LimitValues.RateChange meaning = LimitValues.RateChange.of(arguments);
    boolean on = arguments.flag("on");
    return change(target, rules -> rules.slow(on, meaning.applied(rules.slow())));
  }

  private Reply pause(Arguments arguments) throws CommandFailure, IOException {
    LimitTarget target = LimitTarget.of(arguments, communities);
    String text = arguments.text("time").orElse("");
    Pause pause =
        Pause.parse(text, parts.clock().instant(), parts.limits().zone())
            .orElseThrow(() -> LimitValues.wrong("time", text, "time to come", Pause.ALLOWED));
    return change(target, rules -> rules.pause(pause));
  }

  private Reply resume(Arguments arguments) throws CommandFailure, IOException {
    return change(LimitTarget.of(arguments, communities), rules -> rules.pause(Pause.none()));
  }

  private Reply change(LimitTarget target, UnaryOperator<TransferRules> change) throws IOException {
    parts
        .limits()
        .change(target.account(), limits -> limits.transfer(change.apply(limits.transfer())));
    return Reply.ok(new LimitsState(parts).describe(target));
  }
}
