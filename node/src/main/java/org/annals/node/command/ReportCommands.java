package org.annals.node.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.annals.node.community.Communities;
import org.annals.node.community.HomeParts;
import org.annals.node.measure.Resolution;
import org.annals.node.measure.Sample;
import org.annals.node.request.Command;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.Reply;
import org.annals.quota.TransferTotals;

/** The past in numbers. */
final class ReportCommands {
  private static final String STEPS =
      "It is 'second' (the last ten minutes), 'ten-seconds' (two hours), 'minute' (a day), 'hour' (a"
          + " year), 'day' or 'month' (400 days).";

  private final HomeParts parts;
  private final Communities communities;

  ReportCommands(HomeParts parts, Communities communities) {
    this.parts = parts;
    this.communities = communities;
  }

  void addTo(Map<String, Command> all) {
    all.put("report.traffic", Failures.translating((args, progress) -> traffic(args)));
  }

  private Reply traffic(Arguments arguments) throws CommandFailure, IOException {
    LimitTarget target = LimitTarget.of(arguments, communities);
    String by = arguments.text("by").orElse("day");
    ObjectNode reply =
        HomeCommands.object()
            .put("account", target.account().name())
            .put("name", target.name())
            .put("by", by)
            .put("zone", parts.limits().zone().getId());
    ArrayNode all = reply.putArray("traffic");
    switch (by) {
      case "day" ->
          parts.traffic().days(target.account()).forEach((day, moved) -> add(all, day, moved));
      case "month" -> months(target).forEach((month, moved) -> add(all, month, moved));
      default -> {
        Instant now = parts.clock().instant();
        for (Sample each :
            parts.traffic().series(target.account(), resolution(by), Instant.EPOCH, now)) {
          add(all, each.start(), each.moved());
        }
      }
    }
    return Reply.ok(reply);
  }

  private SortedMap<YearMonth, TransferTotals> months(LimitTarget target) {
    SortedMap<YearMonth, TransferTotals> months = new TreeMap<>();
    for (Map.Entry<LocalDate, TransferTotals> day :
        parts.traffic().days(target.account()).entrySet()) {
      months.merge(YearMonth.from(day.getKey()), day.getValue(), TransferTotals::plus);
    }
    return months;
  }

  private static Resolution resolution(String by) throws CommandFailure {
    for (Resolution each : Resolution.values()) {
      if (each.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(by)) {
        return each;
      }
    }
    throw LimitValues.wrong("by", by, "step", STEPS);
  }

  private static void add(ArrayNode all, Object start, TransferTotals moved) {
    MeasuredState.totals(all.addObject().put("start", start.toString()), moved);
  }
}
