package org.annals.node.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.annals.node.community.Communities;
import org.annals.node.community.HomeParts;
import org.annals.node.request.Command;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.annals.node.request.Reply;
import org.annals.quota.schedule.WeeklySchedule;
import org.annals.quota.schedule.WeeklyWindow;

/** Other limits in parts of the week. */
final class ScheduleCommands {
  private final HomeParts parts;
  private final Communities communities;

  ScheduleCommands(HomeParts parts, Communities communities) {
    this.parts = parts;
    this.communities = communities;
  }

  void addTo(Map<String, Command> all) {
    all.put("schedule.show", Failures.translating((args, progress) -> show(args)));
    all.put("schedule.set", Failures.translating((args, progress) -> set(args)));
    all.put("schedule.remove", Failures.translating((args, progress) -> remove(args)));
    all.put("schedule.clear", Failures.translating((args, progress) -> clear(args)));
  }

  private Reply show(Arguments arguments) throws CommandFailure {
    return reply(LimitTarget.of(arguments, communities));
  }

  private Reply reply(LimitTarget target) {
    ObjectNode reply =
        HomeCommands.object()
            .put("account", target.account().name())
            .put("name", target.name())
            .put("zone", parts.limits().zone().getId());
    reply.set("schedule", LimitsState.schedule(schedule(target)));
    reply.set("now", new LimitsState(parts).now(target.account()));
    return Reply.ok(reply);
  }

  private WeeklySchedule schedule(LimitTarget target) {
    return parts.limits().of(target.account()).transfer().schedule();
  }

  private static WeeklyWindow window(Arguments arguments) throws CommandFailure {
    String text = arguments.required("window");
    Optional<WeeklyWindow> window = WeeklyWindow.parse(text);
    return window.orElseThrow(
        () -> LimitValues.wrong("window", text, "window", WeeklyWindow.ALLOWED));
  }

  private Reply set(Arguments arguments) throws CommandFailure, IOException {
    LimitTarget target = LimitTarget.of(arguments, communities);
    WeeklyWindow window = window(arguments);
    LimitValues.RateChange rates = LimitValues.RateChange.of(arguments);
    if (!rates.isAny()) {
      throw new CommandFailure(
          ErrorCode.USAGE,
          "Nothing was changed.",
          "It is not said how fast bytes may move in that window.",
          "Give '--up RATE', '--down RATE' or both.");
    }
    change(
        target,
        schedule -> schedule.with(window, new WeeklySchedule.Rates(rates.up(), rates.down())));
    return reply(target);
  }

  private Reply remove(Arguments arguments) throws CommandFailure, IOException {
    LimitTarget target = LimitTarget.of(arguments, communities);
    WeeklyWindow window = window(arguments);
    if (!schedule(target).windows().containsKey(window)) {
      throw new CommandFailure(
          ErrorCode.NOT_FOUND,
          "There is no window '" + window + "'; nothing was changed.",
          "Windows are removed by what 'schedule show' calls them.",
          "'annals schedule show' lists them; 'annals schedule clear' removes all.");
    }
    change(target, schedule -> schedule.without(window));
    return reply(target);
  }

  private Reply clear(Arguments arguments) throws CommandFailure, IOException {
    LimitTarget target = LimitTarget.of(arguments, communities);
    change(target, schedule -> WeeklySchedule.NONE);
    return reply(target);
  }

  private void change(LimitTarget target, UnaryOperator<WeeklySchedule> change) throws IOException {
    parts
        .limits()
        .change(
            target.account(),
            limits ->
                limits.transfer(
                    limits.transfer().schedule(change.apply(limits.transfer().schedule()))));
  }
}
