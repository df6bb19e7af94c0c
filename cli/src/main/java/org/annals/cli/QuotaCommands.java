package org.annals.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.Progress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "quota",
    mixinStandardHelpOptions = true,
    description = "How fast bytes may move, how many may be on disk.",
    subcommands = {QuotaCommands.Show.class, QuotaCommands.Set.class})
final class QuotaCommands extends CommandGroup {

  @Command(name = "show", description = "Show what is set, what holds now, and what is used.")
  static final class Show extends RequestCommand {
    @Mixin LimitOption of = new LimitOption();

    @Override
    String request() {
      return "quota.show";
    }

    @Override
    void arguments(ObjectNode arguments) {
      of.put(arguments);
    }

    @Override
    void print(ObjectNode reply, PrintWriter out) {
      reply.path("quotas").forEach(each -> LimitText.print(each, out));
    }
  }

  @Command(
      name = "set",
      description = {
        "Change limits; what is not named stays.",
        "A community never gets more than the node: what holds is the lower of both."
      })
  static final class Set extends RequestCommand {
    @Mixin LimitOption of = new LimitOption();
    @Mixin RateOptions rates = new RateOptions();

    @Option(
        names = "--disk",
        paramLabel = "SIZE",
        description = "everything on disk: such as 500MiB or 4GiB, or 'unlimited'")
    @Nullable String disk;

    @Option(
        names = "--monthly",
        paramLabel = "SIZE",
        description = "everything over the sockets, both ways, in a calendar month")
    @Nullable String monthly;

    @Option(
        names = "--cpu",
        paramLabel = "PERCENT",
        description = "of one core for packing, verifying, importing: such as 50%%, or 'unlimited'")
    @Nullable String cpu;

    @Option(
        names = "--memory",
        paramLabel = "SIZE",
        description = "of buffers for packing and importing: 64MiB or more, or 'unlimited'")
    @Nullable String memory;

    @Option(
        names = "--exempt-local",
        paramLabel = "on|off",
        description = {
          "whether rates leave peers in the local network out: loopback, link-local, 10/8,",
          "172.16/12, 192.168/16 and fc00::/7. Their bytes are counted all the same."
        })
    @Nullable String exemptLocal;

    @Option(
        names = "--text-share",
        paramLabel = "PERCENT",
        description =
            "of the disk cap for databases, 0%% to 90%%: beyond it the text of weeks that were"
                + " evicted goes too")
    @Nullable String textShare;

    @Option(names = "--dry-run", description = "only say what would become of the history here")
    boolean dryRun;

    @Option(names = "--yes", description = "do not ask before chunks are deleted")
    boolean yes;

    @Override
    String request() {
      return "quota.set";
    }

    @Override
    void arguments(ObjectNode arguments) {
      of.put(arguments);
      rates.put(arguments);
      if (disk != null) {
        arguments.put("disk", disk);
      }
      if (monthly != null) {
        arguments.put("monthly", monthly);
      }
      if (cpu != null) {
        arguments.put("cpu", cpu);
      }
      if (memory != null) {
        arguments.put("memory", memory);
      }
      if (exemptLocal != null) {
        arguments.put("exemptLocal", exemptLocal);
      }
      if (textShare != null) {
        arguments.put("textShare", textShare);
      }
      arguments.put("dryRun", dryRun);
    }

    @Override
    public Integer call() throws CommandFailure, InterruptedException {
      boolean asks = disk != null && !dryRun && !yes && !Main.options(spec).json;
      if (asks && Terminal.STDIN.isInteractive() && !agrees()) {
        spec.commandLine().getOut().println("Nothing was changed.");
        return 0;
      }
      return super.call();
    }

    private boolean agrees() throws CommandFailure, InterruptedException {
      ObjectNode arguments = JsonNodeFactory.instance.objectNode();
      arguments(arguments);
      arguments.put("dryRun", true);
      JsonNode reply =
          OthersText.shown(
              Requests.send(
                      Main.options(spec).resolvedHome(), request(), arguments, Progress.SILENT)
                  .json());
      if (reply.path("effect").path("going").asLong() == 0) {
        return true;
      }
      PrintWriter out = spec.commandLine().getOut();
      printEffect(reply.path("effect"), out);
      out.print("Go on? [y/N] ");
      out.flush();
      try {
        String line =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        return line != null && line.strip().toLowerCase(Locale.ROOT).startsWith("y");
      } catch (IOException e) {
        throw new UncheckedIOException("the answer could not be read", e);
      }
    }

    @Override
    void print(ObjectNode reply, PrintWriter out) {
      printEffect(reply.path("effect"), out);
      if (!dryRun) {
        LimitText.print(reply, out);
      }
    }

    private static void printEffect(JsonNode effect, PrintWriter out) {
      effect.path("communities").forEach(each -> out.println(effectOn(each)));
    }

    private static String effectOn(JsonNode community) {
      StringBuilder line = new StringBuilder(community.path("name").asText()).append(": ");
      if (community.path("complete").asBoolean()) {
        line.append("all of its history has room");
      } else if (community.has("reachesTo")) {
        line.append("its history will reach back to ")
            .append(Format.day(community.path("reachesTo").asLong()));
      } else {
        line.append("none of its history has room");
      }
      if (community.path("going").asLong() > 0) {
        line.append("; ")
            .append(Format.count(community.path("going").asLong()))
            .append(" chunks go, ")
            .append(Format.bytes(community.path("goingBytes").asLong()));
      }
      if (community.path("coming").asLong() > 0) {
        line.append("; ")
            .append(Format.count(community.path("coming").asLong()))
            .append(" come, ")
            .append(Format.bytes(community.path("comingBytes").asLong()));
      }
      return line.append('.').toString();
    }
  }
}
