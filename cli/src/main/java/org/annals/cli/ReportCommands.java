package org.annals.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "The past in numbers.",
    subcommands = {ReportCommands.Traffic.class})
final class ReportCommands extends CommandGroup {

  @Command(name = "traffic", description = "How many bytes moved when.")
  static final class Traffic extends RequestCommand {
    @Mixin LimitOption of = new LimitOption();

    @Option(
        names = "--by",
        paramLabel = "STEP",
        defaultValue = "day",
        description =
            "day or month, in local time; or second, ten-seconds, minute, hour: the last ten"
                + " minutes, two hours, day, year")
    String by = "day";

    @Override
    String request() {
      return "report.traffic";
    }

    @Override
    void arguments(ObjectNode arguments) {
      of.put(arguments);
      arguments.put("by", by);
    }

    @Override
    void print(ObjectNode reply, PrintWriter out) {
      if (reply.path("traffic").isEmpty()) {
        out.println("Nothing has moved in that time.");
      }
      reply.path("traffic").forEach(each -> print(each, out));
    }

    private static void print(JsonNode step, PrintWriter out) {
      out.println(
          String.format(
              Locale.ROOT,
              "%-20s  %10s up  %10s down  %10s over the sockets",
              step.path("start").asText(),
              Format.bytes(step.path("upBytes").asLong()),
              Format.bytes(step.path("downBytes").asLong()),
              Format.bytes(
                  step.path("upWireBytes").asLong() + step.path("downWireBytes").asLong())));
    }
  }
}
