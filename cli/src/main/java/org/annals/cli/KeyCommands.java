package org.annals.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "key",
    mixinStandardHelpOptions = true,
    description = "The keys that make this home a community's owner.",
    subcommands = {KeyCommands.ListKeys.class, KeyCommands.Export.class, KeyCommands.Backup.class})
final class KeyCommands extends CommandGroup {

  @Command(
      name = "list",
      description = "Show the names and fingerprints of this home's keys, never a secret.")
  static final class ListKeys extends RequestCommand {
    @Override
    String request() {
      return "key.list";
    }

    @Override
    void arguments(ObjectNode arguments) {
      // It is about the whole home.
    }

    @Override
    void print(ObjectNode reply, PrintWriter out) {
      for (JsonNode key : reply.path("keys")) {
        out.println(key.path("name").asText());
        out.println(
            key.has("fingerprint")
                ? "  fingerprint " + key.path("fingerprint").asText()
                : "  UNUSABLE: " + key.path("problem").asText());
        if (key.has("community")) {
          out.println("  owns '" + key.path("community").asText() + "'");
        }
      }
    }
  }

  /** What export and backup have in common. */
  abstract static class ToFile extends RequestCommand {
    @Parameters(paramLabel = "FILE", description = "must not exist yet")
    Path file = Path.of("");

    @Mixin CommunityOption community = new CommunityOption();

    @Override
    void arguments(ObjectNode arguments) {
      community.put(arguments);
      arguments.put("file", file.toAbsolutePath().toString());
    }
  }

  @Command(name = "export", description = "Write a community's private key, for another program.")
  static final class Export extends ToFile {
    @Override
    String request() {
      return "key.export";
    }

    @Override
    void print(ObjectNode reply, PrintWriter out) {
      out.println("Wrote the private key to " + reply.path("file").asText() + ".");
      out.println("Whoever has this file can speak as the community's owner.");
    }
  }

  @Command(
      name = "backup",
      description = "Write what 'community restore' needs to own the community on a new home.")
  static final class Backup extends ToFile {
    @Override
    String request() {
      return "key.backup";
    }

    @Override
    void print(ObjectNode reply, PrintWriter out) {
      out.println("Wrote a backup to " + reply.path("file").asText() + ".");
      out.println("Keep it where nobody else can read it.");
    }
  }
}
