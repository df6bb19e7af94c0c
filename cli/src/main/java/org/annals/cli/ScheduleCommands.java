package org.annals.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "schedule",
    mixinStandardHelpOptions = true,
    description = "Other limits in parts of the week.",
    subcommands = {
      ScheduleCommands.Show.class,
      ScheduleCommands.Set.class,
      ScheduleCommands.Remove.class,
      ScheduleCommands.Clear.class
    })
final class ScheduleCommands extends CommandGroup {

  /** A command about one schedule; all of them answer with it. */
  abstract static class OfSchedule extends RequestCommand {
    @Mixin LimitOption of = new LimitOption();

    @Override
    void arguments(ObjectNode arguments) {
      of.put(arguments);
    }

    @Override
    void print(ObjectNode reply, PrintWriter out) {
      if (reply.path("schedule").isEmpty()) {
        out.println("No window is set; the limits of 'annals quota show' hold all week.");
      }
      reply.path("schedule").forEach(each -> out.println(LimitText.window(each)));
      out.println("Now: " + LimitText.now(reply.path("now")) + ".");
    }
  }

  @Command(name = "show", description = "List the windows and what holds now.")
  static final class Show extends OfSchedule {
    @Override
    String request() {
      return "schedule.show";
    }
  }

  @Command(
      name = "set",
      description = {
        "Add or replace a window of the week, in local time.",
        "Inside it, its rates hold instead of the normal ones; where windows overlap, the lower."
      })
  static final class Set extends OfSchedule {
    @Parameters(
        paramLabel = "WINDOW",
        description = "such as \"mon-fri 09:00-17:30\" or \"daily 22:00-06:00\"")
    String window = "";

    @Mixin RateOptions rates = new RateOptions();

    @Override
    String request() {
      return "schedule.set";
    }

    @Override
    void arguments(ObjectNode arguments) {
      super.arguments(arguments);
      rates.put(arguments.put("window", window));
    }
  }

  @Command(name = "remove", description = "Remove a window.")
  static final class Remove extends OfSchedule {
    @Parameters(paramLabel = "WINDOW", description = "as 'schedule show' calls it")
    String window = "";

    @Override
    String request() {
      return "schedule.remove";
    }

    @Override
    void arguments(ObjectNode arguments) {
      super.arguments(arguments);
      arguments.put("window", window);
    }
  }

  @Command(name = "clear", description = "Remove all windows.")
  static final class Clear extends OfSchedule {
    @Override
    String request() {
      return "schedule.clear";
    }
  }
}
