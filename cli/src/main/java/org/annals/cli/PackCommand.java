package org.annals.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "pack",
    description = "Seal all due windows into chunks and list them in a new catalogue (owner).")
final class PackCommand extends RequestCommand {
  @Mixin CommunityOption community = new CommunityOption();

  @Option(names = "--dry-run", description = "only say what would be packed")
  boolean dryRun;

  @Option(
      names = "--now",
      description =
          "do not wait for gap filling or a second opinion on the clock; never packs"
              + " anything younger than seven days")
  boolean now;

  @Override
  String request() {
    return "pack";
  }

  @Override
  void arguments(ObjectNode arguments) {
    community.put(arguments);
    arguments.put("dryRun", dryRun).put("now", now);
  }

  @Override
  void print(ObjectNode reply, PrintWriter out) {
    String verb = dryRun ? "Would pack " : "Packed ";
    out.println(
        verb
            + Format.count(reply.path("messages").asLong())
            + " messages and "
            + Format.count(reply.path("images").asLong())
            + " images of "
            + Format.count(reply.path("windows").asLong())
            + " windows into "
            + Format.count(reply.path("chunks").asLong())
            + " chunks, "
            + Format.bytes(reply.path("archiveBytes").asLong())
            + ".");
    reply.path("waiting").forEach(each -> out.println("Not yet: " + each.path("reason").asText()));
  }
}
