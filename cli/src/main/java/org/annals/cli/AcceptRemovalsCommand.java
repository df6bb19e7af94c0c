package org.annals.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "accept-removals",
    description = {
      "Follow a catalogue that removes more than a quarter of the chunks at once.",
      "",
      "Until then nothing of it is followed but its serving switch: a stolen key could else make"
          + " everybody delete everything."
    })
final class AcceptRemovalsCommand extends RequestCommand {
  @Mixin CommunityOption community = new CommunityOption();

  @Option(names = "--dry-run", description = "only show what would go")
  boolean dryRun;

  @Override
  String request() {
    return "community.accept-removals";
  }

  @Override
  void arguments(ObjectNode arguments) {
    community.put(arguments);
    arguments.put("dryRun", dryRun);
  }

  @Override
  void print(ObjectNode reply, PrintWriter out) {
    for (JsonNode chunk : reply.path("removals")) {
      out.printf(
          Locale.ROOT,
          "%s  %s to %s  %8s messages  %s%n",
          Format.brief(chunk.path("chunkId").asText()),
          Format.day(chunk.path("from").asLong()),
          Format.day(chunk.path("to").asLong()),
          Format.count(chunk.path("messages").asLong()),
          chunk.path("reason").asText());
    }
    int removals = reply.path("removals").size();
    if (removals == 0) {
      out.println("No removals wait for your word.");
    } else if (dryRun) {
      out.println(removals + " chunks would go. Run it without --dry-run to let them go.");
    } else {
      out.println(removals + " chunks go, " + reply.path("listed").asInt() + " stay listed.");
    }
  }
}
