package org.annals.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "archive",
    mixinStandardHelpOptions = true,
    description = "The chunks that hold a community's history.",
    subcommands = {
      ArchiveCommands.ListAll.class,
      ArchiveCommands.Show.class,
      ArchiveCommands.Verify.class,
      ArchiveCommands.Remove.class
    })
final class ArchiveCommands extends CommandGroup {

  private static void printLine(JsonNode chunk, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%s  %s to %s  part %d.%d  %9s  %8s messages  %6s images  %s%n",
        Format.brief(chunk.path("chunkId").asText()),
        Format.day(chunk.path("from").asLong()),
        Format.day(chunk.path("to").asLong()),
        chunk.path("part").asInt(),
        chunk.path("revision").asInt(),
        Format.bytes(chunk.path("size").asLong()),
        Format.count(chunk.path("messages").asLong()),
        Format.count(chunk.path("images").asLong()),
        chunk.path("state").asText());
  }

  @Command(name = "list", description = "List all chunks, oldest first.")
  static final class ListAll extends RequestCommand {
    @Mixin CommunityOption community = new CommunityOption();

    @Override
    String request() {
      return "archive.list";
    }

    @Override
    void arguments(ObjectNode arguments) {
      community.put(arguments);
    }

    @Override
    void print(ObjectNode reply, PrintWriter out) {
      reply.path("archives").forEach(each -> printLine(each, out));
      if (reply.path("archives").isEmpty()) {
        out.println("No chunks yet.");
      }
    }
  }

  @Command(name = "show", description = "Show one chunk.")
  static final class Show extends RequestCommand {
    @Parameters(paramLabel = "CHUNK", description = "chunk id or a unique beginning of it")
    String chunk = "";

    @Mixin CommunityOption community = new CommunityOption();

    @Override
    String request() {
      return "archive.show";
    }

    @Override
    void arguments(ObjectNode arguments) {
      community.put(arguments);
      arguments.put("chunk", chunk);
    }

    @Override
    void print(ObjectNode reply, PrintWriter out) {
      printLine(reply, out);
      reply
          .properties()
          .forEach(
              each ->
                  out.printf(Locale.ROOT, "  %-12s %s%n", each.getKey(), each.getValue().asText()));
    }
  }

  @Command(name = "verify", description = "Check chunks on disk, byte for byte: one, or all.")
  static final class Verify extends RequestCommand {
    @Parameters(arity = "0..1", paramLabel = "CHUNK", description = "chunk id or beginning of it")
    String chunk = "";

    @Mixin CommunityOption community = new CommunityOption();

    @Override
    String request() {
      return "archive.verify";
    }

    @Override
    void arguments(ObjectNode arguments) {
      community.put(arguments);
      if (!chunk.isEmpty()) {
        arguments.put("chunk", chunk);
      }
    }

    @Override
    void print(ObjectNode reply, PrintWriter out) {
      CheckCommand.printDamages(reply, out);
      out.println(Format.count(reply.path("checked").asLong()) + " chunks checked.");
    }
  }

  @Command(
      name = "remove",
      description = {
        "Take chunks out of the archive for everybody (owner).",
        "",
        "Members stop serving and importing them at once and never take them in again. The bytes go"
            + " after seven days, or at once for legal reasons, and then what came from nowhere else"
            + " goes from their databases too. What was copied out of Annals stays where it is."
      })
  static final class Remove extends RequestCommand {
    @Parameters(arity = "1..*", paramLabel = "CHUNK", description = "chunk id or beginning of it")
    List<String> chunks = new ArrayList<>();

    @Option(
        names = "--reason",
        paramLabel = "owner|legal",
        defaultValue = "owner",
        description = "default ${DEFAULT-VALUE}")
    String reason = "owner";

    @Mixin CommunityOption community = new CommunityOption();

    @Override
    String request() {
      return "archive.remove";
    }

    @Override
    void arguments(ObjectNode arguments) {
      community.put(arguments);
      chunks.forEach(arguments.putArray("chunks")::add);
      arguments.put("reason", reason);
    }

    @Override
    void print(ObjectNode reply, PrintWriter out) {
      out.println(
          "Removed "
              + Format.count(reply.path("removed").asLong())
              + " of "
              + Format.count(reply.path("of").asLong())
              + " chunks.");
      if (reply.path("membersAreAsked").asBoolean()) {
        out.println("That is more than a quarter, so every member is asked for a word first.");
      }
    }
  }
}
