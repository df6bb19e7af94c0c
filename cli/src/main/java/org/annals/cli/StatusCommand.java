package org.annals.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import org.annals.node.request.CommandFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "status",
    description = "Show how this home is doing, whether its node runs or not.")
final class StatusCommand extends RequestCommand {
  @Option(names = "--watch", description = "show it every second until Ctrl-C")
  boolean watch;

  @Override
  String request() {
    return "status";
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    return watch ? StatusWatch.run(spec, this::print) : super.call();
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
    printNode(reply.path("node"), running, out);
    reply.path("communities").forEach(each -> printCommunity(each, out));
  }

  private static void printNode(JsonNode node, boolean running, PrintWriter out) {
    if (running) {
      out.println("  " + StatusWatch.rates(node));
    }
    out.println("  limits: " + LimitText.now(node.path("limits")));
    out.println("  " + disk(node));
    out.println("  this month " + Format.bytes(month(node)) + " over the sockets");
    node.path("alerts").forEach(alert -> out.println("  ! " + alert.asText()));
  }

  private static String disk(JsonNode of) {
    JsonNode disk = of.path("disk");
    return "disk "
        + Format.bytes(disk.path("used").asLong())
        + " of "
        + LimitText.size(disk.path("cap"));
  }

  private static long month(JsonNode of) {
    JsonNode month = of.path("month");
    return month.path("upWireBytes").asLong() + month.path("downWireBytes").asLong();
  }

  private static void printCommunity(JsonNode community, PrintWriter out) {
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
            + " up, "
            + disk(community));
    if (community.has("connections")) {
      out.println(
          "  "
              + StatusWatch.rates(community)
              + ", "
              + Format.count(community.path("connections").asLong())
              + " connections");
    }
    out.println("  limits: " + LimitText.now(community.path("limits")));
    if (!community.path("serving").asBoolean(true)) {
      out.println("  switched off by its owner: nothing is fetched or served");
    }
    community.path("alerts").forEach(alert -> out.println("  ! " + alert.asText()));
    if (community.hasNonNull("cause")) {
      out.println("  " + community.path("cause").asText());
    }
  }
}
