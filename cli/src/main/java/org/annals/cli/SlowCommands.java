package org.annals.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "slow",
    mixinStandardHelpOptions = true,
    description = "Slower for now.",
    subcommands = {SlowCommands.On.class, SlowCommands.Off.class})
final class SlowCommands extends CommandGroup {

  @Command(
      name = "on",
      description = {
        "Limit transfers until 'slow off': to what was given last, at first 256KiB/s up and 1MiB/s"
            + " down.",
        "Slow never makes anything faster."
      })
  static final class On extends RequestCommand {
    @Mixin LimitOption of = new LimitOption();
    @Mixin RateOptions rates = new RateOptions();

    @Override
    String request() {
      return "slow";
    }

    @Override
    void arguments(ObjectNode arguments) {
      of.put(arguments);
      rates.put(arguments.put("on", true));
    }

    @Override
    void print(ObjectNode reply, PrintWriter out) {
      out.println("Now: " + LimitText.now(reply.path("now")) + ".");
    }
  }

  @Command(name = "off", description = "Back to the limits that hold otherwise.")
  static final class Off extends RequestCommand {
    @Mixin LimitOption of = new LimitOption();

    @Override
    String request() {
      return "slow";
    }

    @Override
    void arguments(ObjectNode arguments) {
      of.put(arguments);
      arguments.put("on", false);
    }

    @Override
    void print(ObjectNode reply, PrintWriter out) {
      out.println("Now: " + LimitText.now(reply.path("now")) + ".");
    }
  }
}
