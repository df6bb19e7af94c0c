package org.annals.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "db",
    mixinStandardHelpOptions = true,
    description = "The local message database.",
    subcommands = {DatabaseCommands.DigestOf.class, DatabaseCommands.Rebuild.class})
final class DatabaseCommands extends CommandGroup {

  @Command(
      name = "digest",
      description =
          "One value for all archived messages, one for all: equal on two homes, the same.")
  static final class DigestOf extends RequestCommand {
    @Mixin CommunityOption community = new CommunityOption();

    @Override
    String request() {
      return "db.digest";
    }

    @Override
    void arguments(ObjectNode arguments) {
      community.put(arguments);
    }

    @Override
    void print(ObjectNode reply, PrintWriter out) {
      out.println("archived  " + reply.path("archived").asText());
      out.println("all       " + reply.path("all").asText());
    }
  }

  @Command(name = "rebuild", description = "Make the database again from chunks and live journal.")
  static final class Rebuild extends RequestCommand {
    @Mixin CommunityOption community = new CommunityOption();

    @Option(
        names = "--drop-text",
        description = "Go on without the text of chunks whose files are not on this disk any more.")
    boolean dropText;

    @Override
    String request() {
      return "db.rebuild";
    }

    @Override
    void arguments(ObjectNode arguments) {
      community.put(arguments);
      arguments.put("dropText", dropText);
    }

    @Override
    void print(ObjectNode reply, PrintWriter out) {
      out.println("Rebuilt: " + Format.count(reply.path("messages").asLong()) + " messages.");
    }
  }
}
