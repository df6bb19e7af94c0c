package org.annals.node.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.annals.importer.discord.ImportReport;

/** An import's report as the reply shows it. */
final class ImportReports {
  private ImportReports() {}

  static ObjectNode toJson(ImportReport report) {
    ObjectNode json = HomeCommands.object();
    ImportReport.Files files = report.files();
    json.put("finished", report.finished())
        .put("files", files.read())
        .put("otherFiles", files.others())
        .put("directMessageFiles", files.direct())
        .put("cutOffFiles", files.cutOff())
        .put("miscountedFiles", files.miscounted())
        .put("channels", files.channels());
    ImportReport.Entries entries = report.entries();
    json.put("entries", entries.total())
        .put("messages", entries.messages())
        .put("unreadable", entries.unreadable())
        .put("replies", entries.replies())
        .put("edited", entries.edited())
        .put("pinned", entries.pinned())
        .put("reactions", entries.reactions())
        .put("stickers", entries.stickers());
    ObjectNode events = json.putObject("events");
    entries.events().forEach(events::put);
    ImportReport.Media media = report.media();
    json.putObject("media")
        .put("images", media.images())
        .put("files", media.files())
        .put("metadataOnly", media.metadataOnly())
        .put("linksOnly", media.linksOnly())
        .put("missing", media.missing())
        .put("refused", media.refused())
        .put("tooLarge", media.tooLarge())
        .put("avatars", media.avatars())
        .put("bytes", media.bytes());
    ImportReport.Stored stored = report.stored();
    json.put("added", stored.added())
        .put("replaced", stored.replaced())
        .put("known", stored.known())
        .put("deleted", stored.deleted());
    ArrayNode problems = json.putArray("problems");
    report.problems().forEach(problems::add);
    return json.put("furtherProblems", report.furtherProblems());
  }
}
