package org.annals.node.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.annals.node.measure.Measured;
import org.annals.node.measure.Speed;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageUsage;
import org.annals.quota.TransferTotals;

/** Measured numbers as every reply shows them: bytes, bytes per second, seconds. */
final class MeasuredState {
  private MeasuredState() {}

  /** Adds them to what is said of the node or of a community. */
  static void put(ObjectNode json, Measured.Numbers numbers) {
    json.put("upBytes", numbers.total().upPayload())
        .put("downBytes", numbers.total().downPayload())
        .put("upWireBytes", numbers.total().upWire())
        .put("downWireBytes", numbers.total().downWire());
    totals(json.putObject("today"), numbers.today());
    totals(json.putObject("month"), numbers.month());
    Speed speed = numbers.speed();
    json.putObject("rate")
        .put("up", speed.upPayload())
        .put("down", speed.downPayload())
        .put("upWire", speed.upWire())
        .put("downWire", speed.downWire());
    json.set("disk", disk(numbers.disk()));
    json.putObject("work")
        .put("cpuSeconds", numbers.work().cpuNanos() / 1e9)
        .put("bufferBytes", numbers.work().bufferBytes());
  }

  static void totals(ObjectNode json, TransferTotals totals) {
    json.put("upBytes", totals.upPayload())
        .put("downBytes", totals.downPayload())
        .put("upWireBytes", totals.upWire())
        .put("downWireBytes", totals.downWire());
  }

  private static ObjectNode disk(StorageUsage usage) {
    ObjectNode json = HomeCommands.object();
    json.put("used", usage.usedTotal()).put("reserved", usage.reserved());
    ObjectNode kinds = json.putObject("kinds");
    Map<StorageKind, Long> sorted = new EnumMap<>(StorageKind.class);
    sorted.putAll(usage.used());
    sorted.forEach((kind, bytes) -> kinds.put(kind.name().toLowerCase(Locale.ROOT), bytes));
    return json;
  }
}
