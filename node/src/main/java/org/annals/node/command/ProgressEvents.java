package org.annals.node.command;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The one form of progress that all commands tell. */
final class ProgressEvents {
  private ProgressEvents() {}

  static ObjectNode bytes(String task, long done, long total) {
    return count(task, done, total, "bytes");
  }

  static ObjectNode count(String task, long done, long total, String unit) {
    return HomeCommands.object()
        .put("event", "progress")
        .put("task", task)
        .put("done", done)
        .put("total", total)
        .put("unit", unit);
  }
}
