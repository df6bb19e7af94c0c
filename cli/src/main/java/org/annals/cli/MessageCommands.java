package org.annals.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "message",
    mixinStandardHelpOptions = true,
    description = "Read the history.",
    subcommands = {MessageCommands.ListNewest.class, MessageCommands.Show.class})
final class MessageCommands extends CommandGroup {

  private static void printMessage(JsonNode message, PrintWriter out) {
    out.println(
        Format.minute(message.path("clock").asLong())
            + "  #"
            + message.path("channelName").asText(message.path("channel").asText())
            + "  "
            + message.path("authorName").asText(Format.brief(message.path("author").asText()))
            + (message.path("imported").asBoolean() ? " (imported)" : "")
            + (message.path("edited").asBoolean() ? " (edited)" : "")
            + ": "
            + message.path("text").asText());
    message
        .path("attachments")
        .forEach(
            each ->
                out.println(
                    "      ["
                        + each.path("type").asText()
                        + " "
                        + each.path("name").asText()
                        + " "
                        + Format.bytes(each.path("size").asLong())
                        + "]"));
  }

  @Command(name = "list", description = "List messages, newest first.")
  static final class ListNewest extends RequestCommand {
    @Mixin CommunityOption community = new CommunityOption();

    @Option(names = "--channel", paramLabel = "NAME", description = "only this channel")
    @Nullable String channel;

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "50",
        description = "how many, 1 to 1000; default ${DEFAULT-VALUE}")
    int limit;

    @Option(names = "--before", paramLabel = "CURSOR", description = "go on from an earlier 'next'")
    @Nullable String before;

    @Override
    String request() {
      return "message.list";
    }

    @Override
    void arguments(ObjectNode arguments) {
      community.put(arguments);
      arguments.put("limit", limit);
      if (channel != null) {
        arguments.put("channel", channel);
      }
      if (before != null) {
        arguments.put("before", before);
      }
    }

    @Override
    void print(ObjectNode reply, PrintWriter out) {
      reply.path("messages").forEach(each -> printMessage(each, out));
      if (reply.path("next").isTextual()) {
        out.println("(more: --before " + reply.path("next").asText() + ")");
      }
    }
  }

  @Command(name = "show", description = "Show one message.")
  static final class Show extends RequestCommand {
    @Parameters(paramLabel = "ID", description = "message id, 64 hexadecimal digits")
    String id = "";

    @Mixin CommunityOption community = new CommunityOption();

    @Override
    String request() {
      return "message.show";
    }

    @Override
    void arguments(ObjectNode arguments) {
      community.put(arguments);
      arguments.put("id", id);
    }

    @Override
    void print(ObjectNode reply, PrintWriter out) {
      printMessage(reply, out);
      out.println("  id       " + reply.path("id").asText());
      out.println("  author   " + reply.path("author").asText());
      out.println(
          "  archived " + (reply.path("archived").asBoolean() ? "yes" : "not in the archive"));
    }
  }
}
