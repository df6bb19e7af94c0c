package org.annals.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "check",
    description =
        "Prove that everything on disk is what it should be: chunks, catalogues, database.")
final class CheckCommand extends RequestCommand {

  @Option(names = "--repair", description = "fetch again what is damaged or missing")
  boolean repair;

  @Override
  String request() {
    return "check";
  }

  @Override
  void arguments(ObjectNode arguments) {
    arguments.put("repair", repair);
  }

  @Override
  void print(ObjectNode reply, PrintWriter out) {
    printDamages(reply, out);
    reply.path("problems").forEach(each -> out.println(each.asText()));
    out.println(
        reply.path("ok").asBoolean()
            ? "Clean: " + Format.count(reply.path("checked").asLong()) + " chunks checked."
            : Format.count(reply.path("damaged").size() + reply.path("problems").size())
                + " problems found.");
    if (repair && reply.path("repairing").asLong() > 0) {
      out.println(
          Format.count(reply.path("repairing").asLong())
              + " chunks are fetched again while the node runs ('annals sync --wait' waits).");
    } else if (!reply.path("ok").asBoolean()) {
      out.println("'annals check --repair' fetches damaged chunks again from other members.");
    }
  }

  static void printDamages(JsonNode reply, PrintWriter out) {
    reply
        .path("damaged")
        .forEach(
            each ->
                out.println(
                    "DAMAGED "
                        + each.path("chunkId").asText()
                        + " ("
                        + Format.day(each.path("from").asLong())
                        + " to "
                        + Format.day(each.path("to").asLong())
                        + "): "
                        + each.path("reason").asText()));
  }
}
