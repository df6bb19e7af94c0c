package org.annals.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "policy",
    description = {
      "Show the rules of a community, or change them (owner).",
      "",
      "Members that are online follow a change within a minute, others when they are next"
          + " online. A rule stops programs that keep to it: nobody can take back what was copied"
          + " out of Annals, or what a changed program keeps."
    })
final class PolicyCommand extends RequestCommand {
  @Mixin CommunityOption community = new CommunityOption();

  @Option(
      names = "--serving",
      paramLabel = "on|off",
      description =
          "whether members may fetch and serve the history; off locks their own switches and"
              + " deletes nothing on their disks")
  @Nullable String serving;

  @Option(
      names = "--channel",
      paramLabel = "NAME",
      description = "the channel for which --auto-delete is")
  @Nullable String channel;

  @Option(
      names = "--auto-delete",
      paramLabel = "30d|never",
      description =
          "after how many days (d), hours (h) or minutes (m) messages of --channel vanish everywhere;"
              + " a chunk goes as a whole, when the last of its messages does, which is up to seven"
              + " days later")
  @Nullable String autoDelete;

  @Override
  String request() {
    return "community.policy";
  }

  @Override
  void arguments(ObjectNode arguments) {
    community.put(arguments);
    if (serving != null) {
      arguments.put("serving", serving);
    }
    if (channel != null) {
      arguments.put("channel", channel);
    }
    if (autoDelete != null) {
      arguments.put("autoDelete", autoDelete);
    }
  }

  @Override
  void print(ObjectNode reply, PrintWriter out) {
    boolean on = reply.path("serving").asBoolean();
    out.println("Serving: " + (on ? "on" : "off, for everybody"));
    for (JsonNode rule : reply.path("autoDelete")) {
      out.println(
          "#"
              + rule.path("name").asText(rule.path("channel").asText())
              + ": messages vanish after "
              + Format.period(rule.path("seconds").asLong()));
    }
    if (!reply.path("changed").asBoolean()) {
      return;
    }
    out.println(
        reply.path("announced").asBoolean()
            ? "Announced. Members that are online follow within a minute."
            : "It is announced when the node runs: 'annals node'.");
    if (!on) {
      out.println("What members have on their disks stays there and stays readable for them.");
    }
  }
}
