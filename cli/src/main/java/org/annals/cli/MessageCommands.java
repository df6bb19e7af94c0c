package org.annals.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "message",
    mixinStandardHelpOptions = true,
    description = "Read the history.",
    subcommands = {
      MessageCommands.ListNewest.class,
      MessageCommands.Show.class,
      MessageCommands.Remove.class
    })
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

  @Command(
      name = "list",
      description = "List messages, newest first; with --json, with their ids and more.")
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
      if (reply.path("messages").isEmpty()) {
        out.println("No messages.");
      }
      if (reply.path("next").isTextual()) {
        out.println("(more: --before " + reply.path("next").asText() + ")");
      }
    }
  }

  @Command(name = "show", description = "Show one message.")
  static final class Show extends RequestCommand {
    @Parameters(
        paramLabel = "ID",
        description = "message id, 64 hexadecimal digits, as in 'message list --json'")
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

  @Command(
      name = "remove",
      description = {
        "Take messages out of the history for everybody (owner).",
        "",
        "A tombstone takes their place: members delete their text and images, whatever the source,"
            + " and the chunks are replaced. The bytes of the replaced chunks go after seven days,"
            + " or at once for legal reasons. What was copied out of Annals stays where it is."
      })
  static final class Remove extends RequestCommand {
    @Parameters(
        arity = "1..*",
        paramLabel = "MESSAGE",
        description = "message id, 64 hexadecimal digits, as in 'message list --json'")
    List<String> messages = new ArrayList<>();

    @Option(
        names = "--reason",
        paramLabel = "owner|legal",
        defaultValue = "owner",
        description = "default ${DEFAULT-VALUE}")
    String reason = "owner";

    @Mixin CommunityOption community = new CommunityOption();

    @Override
    String request() {
      return "message.remove";
    }

    @Override
    void arguments(ObjectNode arguments) {
      community.put(arguments);
      messages.forEach(arguments.putArray("messages")::add);
      arguments.put("reason", reason);
    }

    @Override
    void print(ObjectNode reply, PrintWriter out) {
      out.println(
          "Messages removed: "
              + Format.count(reply.path("removed").asLong())
              + "; chunks replaced: "
              + Format.count(reply.path("chunksReplaced").asLong())
              + ".");
      if (reply.path("notArchivedYet").asLong() > 0) {
        out.println(
            "Some are not archived yet: members that have them from the chat itself delete them"
                + " once their week is sealed.");
      }
    }
  }
}
