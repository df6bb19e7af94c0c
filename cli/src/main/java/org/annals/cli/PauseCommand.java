package org.annals.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "pause",
    description = {
      "Let no chunk move, neither up nor down, for a while or until 'annals resume'.",
      "Connections and announcements stay; what is here stays readable."
    })
final class PauseCommand extends RequestCommand {
  @Parameters(
      arity = "0..*",
      paramLabel = "TIME",
      description =
          "such as 30m, 1h or 3d, or: until 18:00, until tomorrow, until 2026-12-24 18:00")
  List<String> time = new ArrayList<>();

  @Mixin LimitOption of = new LimitOption();

  @Override
  String request() {
    return "pause";
  }

  @Override
  void arguments(ObjectNode arguments) {
    of.put(arguments);
    arguments.put("time", String.join(" ", time));
  }

  @Override
  void print(ObjectNode reply, PrintWriter out) {
    out.println("Now: " + LimitText.now(reply.path("now")) + ".");
  }
}
