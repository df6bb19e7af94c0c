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

  @Option(
      names = "--repair",
      description =
          "Bring back what is damaged or missing: an owner's home packs it again where the same"
              + " chunk comes out, else it is fetched from members.")
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
    if (repair) {
      printRepairs(reply, out);
    } else if (!reply.path("ok").asBoolean()) {
      out.println("'annals check --repair' brings damaged chunks back.");
    }
  }

  private static void printRepairs(JsonNode reply, PrintWriter out) {
    long packedAgain = reply.path("repaired").asLong();
    if (packedAgain > 0) {
      out.println(
          Format.count(packedAgain)
              + " chunks were packed again from this home's messages and are whole.");
    }
    reply.path("damaged").forEach(each -> printNotPacked(each, out));
    if (reply.path("repairing").asLong() > 0) {
      out.println(
          Format.count(reply.path("repairing").asLong())
              + " chunks are fetched again while the node runs ('annals sync --wait' waits).");
    }
  }

  private static void printNotPacked(JsonNode damage, PrintWriter out) {
    String reason = damage.path("notPacked").asText();
    if (!reason.isEmpty()) {
      out.println(
          "NOT PACKED AGAIN "
              + damage.path("chunkId").asText()
              + ": "
              + reason
              + ". Until a member who has it is connected, nobody can get its "
              + Format.count(damage.path("messages").asLong())
              + " messages from here; what this home's database has of them stays readable, so"
              + " do not rebuild it. If no member has the chunk, put its file back from a backup.");
    }
  }

  static void printDamages(JsonNode reply, PrintWriter out) {
    reply
        .path("damaged")
        .forEach(
            each ->
                out.println(
                    (each.path("unread").asBoolean() ? "UNREADABLE " : "DAMAGED ")
                        + each.path("chunkId").asText()
                        + " ("
                        + Format.day(each.path("from").asLong())
                        + " to "
                        + Format.day(each.path("to").asLong())
                        + "): "
                        + each.path("reason").asText()));
  }
}
