package org.annals.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

@Command(
    name = "status",
    description = "Show how this home is doing, whether its node runs or not.")
final class StatusCommand extends RequestCommand {
  @Override
  String request() {
    return "status";
  }

  @Override
  void arguments(ObjectNode arguments) {}

  @Override
  void print(ObjectNode reply, PrintWriter out) {
    boolean running = reply.path("node").path("running").asBoolean();
    out.println(running ? "The node is running." : "The node is stopped: 'annals node' starts it.");
    if (running) {
      out.println("  torrent port " + reply.path("torrent").path("port").asInt());
      reply.path("waku").path("addresses").forEach(a -> out.println("  " + a.asText()));
    }
    reply.path("communities").forEach(each -> print(each, out));
  }

  private static void print(JsonNode community, PrintWriter out) {
    JsonNode chunks = community.path("chunks");
    out.println();
    out.println(
        community.path("name").asText("(name not known yet)")
            + "  "
            + community.path("role").asText()
            + "  "
            + Format.brief(community.path("id").asText()));
    out.println(
        "  "
            + Format.count(community.path("messages").asLong())
            + " messages; "
            + Format.count(chunks.path("verified").asLong())
            + " chunks held, "
            + Format.count(chunks.path("announced").asLong() + chunks.path("fetching").asLong())
            + " missing, "
            + Format.count(chunks.path("failed").asLong())
            + " failed");
    out.println(
        "  "
            + Format.bytes(community.path("downBytes").asLong())
            + " down, "
            + Format.bytes(community.path("upBytes").asLong())
            + " up");
    if (!community.path("serving").asBoolean(true)) {
      out.println("  switched off by its owner: nothing is fetched or served");
    }
    community.path("alerts").forEach(alert -> out.println("  ! " + alert.asText()));
    if (community.hasNonNull("cause")) {
      out.println("  " + community.path("cause").asText());
    }
  }
}
