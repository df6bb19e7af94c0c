package org.annals.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
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

  /** What is told when it occurred, by the report's fields, in the order in which it is told. */
  private static final Map<String, String> COUNTED =
      inOrder(
          "messages", "messages",
          "replies", "of them replies",
          "edited", "of them edited",
          "pinned", "of them pinned",
          "reactions", "reactions",
          "stickers", "stickers",
          "added", "added",
          "replaced", "replaced by a newer state",
          "known", "known already",
          "deleted", "deleted here before, so they stay away",
          "unreadable", "unreadable, left out",
          "otherFiles", "files that are no exports",
          "directMessageFiles", "exports of direct messages, which are never imported",
          "cutOffFiles", "exports that end too early",
          "miscountedFiles", "exports that hold another number of messages than they say");

  private static final Map<String, String> MEDIA =
      inOrder(
          "images", "images",
          "files", "other attachments",
          "metadataOnly", "attachments kept by name and size only",
          "linksOnly", "attachments that are links only",
          "missing", "attachments whose file is not there",
          "refused", "attachments outside of the export's folder, refused",
          "tooLarge", "attachments larger than 24 MiB, kept by name, size and hash only",
          "avatars", "messages with their author's picture");

  private static Map<String, String> inOrder(String... fieldsAndWords) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < fieldsAndWords.length; i += 2) {
      map.put(fieldsAndWords[i], fieldsAndWords[i + 1]);
    }
    return map;
  }

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
      JsonNode report = reply.path("report");
      out.println(
          "Read "
              + Format.count(report.path("entries").asLong())
              + " entries of "
              + Format.count(report.path("channels").asLong())
              + " channels in "
              + Format.count(report.path("files").asLong())
              + " files.");
      COUNTED.forEach((field, what) -> printCount(report.path(field), what, out));
      report.path("events").properties().forEach(e -> printCount(e.getValue(), e.getKey(), out));
      JsonNode media = report.path("media");
      MEDIA.forEach((field, what) -> printCount(media.path(field), what, out));
      report.path("problems").forEach(each -> out.println("  ! " + each.asText()));
      printCount(report.path("furtherProblems"), "further problems", out);
      out.println(
          report.path("finished").asBoolean()
              ? "Next: 'annals node' packs what is older than seven days, or 'annals pack' does now."
              : "NOT FINISHED: there is no room for the rest. Raise the cap ('annals quota set"
                  + " --disk') and import again: only what is missing is added.");
    }

    private static void printCount(JsonNode count, String what, PrintWriter out) {
      if (count.asLong() > 0) {
        out.printf(Locale.ROOT, "  %,9d  %s%n", count.asLong(), what);
      }
    }
  }
}
