package org.annals.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = "Take in history from elsewhere (owner).",
    subcommands = ImportCommands.Discord.class)
final class ImportCommands extends CommandGroup {

  @Command(
      name = "discord",
      description = "Import DiscordChatExporter JSON. Doing it again adds only what is new.")
  static final class Discord extends RequestCommand {
    @Parameters(paramLabel = "PATH", description = "a file, or a folder with exports below it")
    Path path = Path.of("");

    @Mixin CommunityOption community = new CommunityOption();

    @Option(
        names = "--attachments",
        paramLabel = "images|all",
        defaultValue = "images",
        description = "which attachments' bytes to keep; others stay as name and size")
    String attachments = "images";

    @Override
    String request() {
      return "import.discord";
    }

    @Override
    void arguments(ObjectNode arguments) {
      community.put(arguments);
      arguments.put("path", path.toAbsolutePath().toString());
      arguments.put("attachments", attachments);
    }

    @Override
    void print(ObjectNode reply, PrintWriter out) {
      reply
          .path("report")
          .properties()
          .forEach(each -> out.println("  " + each.getKey() + ": " + each.getValue()));
      out.println("Next: 'annals pack' puts what is older than seven days into chunks.");
    }
  }
}
