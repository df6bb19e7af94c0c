package org.annals.importer.discord;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.annals.archiver.CommunityId;
import org.annals.archiver.message.Envelope;
import org.annals.archiver.message.ImportSource;
import org.annals.archiver.message.ImportedMessage;
import org.annals.archiver.message.MessageIds;
import org.annals.importer.ImportSink;
import org.annals.importer.ImportedChannel;
import org.annals.keys.PrivateKey;
import org.annals.keys.Secp256k1;

/**
 * Imports DiscordChatExporter's JSON: one file, or all files below a folder.
 *
 * <ul>
 *   <li>Streams: memory depends on the largest entry, not on the export.
 *   <li>Every entry becomes a message or a named event, or is reported as unreadable.
 *   <li>Importing again, in any order of files, gives the same envelopes; the sink keeps one of
 *       each.
 *   <li>Missing media, damaged ends and foreign files are reported, never fatal.
 *   <li>Direct messages are not a community's history and are left out.
 * </ul>
 *
 * <p>Confined to one thread; can be run several times.
 */
public final class DiscordImport {
  private static final int BATCH_MESSAGES = 256;
  private static final long BATCH_MEDIA_BYTES = 16L << 20;

  private final Secp256k1 curve;
  private final PrivateKey communityKey;
  private final CommunityId community;
  private final boolean allAttachments;
  private final ImportSink sink;

  private Tally tally = new Tally();
  private final List<ImportSink.Item> batch = new ArrayList<>();
  private long batchMedia;
  private boolean full;

  /**
   * An import into one community.
   *
   * @param communityKey signs every message
   * @param allAttachments whether the bytes of attachments that are no images are taken too
   */
  public DiscordImport(
      Secp256k1 curve, PrivateKey communityKey, boolean allAttachments, ImportSink sink) {
    this.curve = curve;
    this.communityKey = communityKey;
    this.community = new CommunityId(curve.publicKey(communityKey));
    this.allAttachments = allAttachments;
    this.sink = sink;
  }

  /**
   * Imports a file or folder.
   *
   * @throws IOException when it cannot be read at all, a media file is there and cannot be read, or
   *     the sink fails; what the sink has taken stays, and the import can be run again
   */
  public ImportReport run(Path path, ImportProgress progress) throws IOException {
    tally = new Tally();
    batch.clear();
    batchMedia = 0;
    full = false;
    Map<Path, ExportHeader> exports = exports(ExportFiles.below(path));
    channels(exports.values());
    long total = 0;
    for (Path file : exports.keySet()) {
      total += Files.size(file);
    }
    long before = 0;
    for (Map.Entry<Path, ExportHeader> export : exports.entrySet()) {
      if (!full) {
        importFile(export.getKey(), export.getValue(), new Position(progress, before, total));
        before += Files.size(export.getKey());
      }
    }
    flush();
    return tally.report(!full);
  }

  private record Position(ImportProgress progress, long before, long total) {
    void at(long bytes, long entries) {
      progress.advanced(before + Math.max(0, bytes), total, entries);
    }
  }

  private Map<Path, ExportHeader> exports(List<Path> files) throws IOException {
    Map<Path, ExportHeader> exports = new LinkedHashMap<>();
    for (Path file : files) {
      Optional<ExportHeader> header = new ExportFile(file).header();
      if (header.isEmpty()) {
        tally.otherFiles++;
        tally.problem("no export of DiscordChatExporter: " + file.getFileName());
      } else if (header.get().direct()) {
        tally.direct++;
        tally.problem("direct messages are not imported: " + file.getFileName());
      } else {
        tally.exports++;
        exports.put(file, header.get());
      }
    }
    return exports;
  }

  private void channels(Iterable<ExportHeader> headers) throws IOException {
    Map<String, ExportHeader> newest = new TreeMap<>();
    for (ExportHeader header : headers) {
      newest.merge(
          header.channelId(), header, (a, b) -> ExportHeader.NEWER.compare(a, b) >= 0 ? a : b);
    }
    List<ExportHeader> ordered = new ArrayList<>(newest.values());
    // An export knows no places. Ids grow with time: older channels first, threads after them.
    ordered.sort(
        Comparator.comparing(ExportHeader::thread)
            .thenComparing(header -> header.channelId().length())
            .thenComparing(ExportHeader::channelId));
    for (ExportHeader header : ordered) {
      sink.channel(
          new ImportedChannel(
              MessageIds.importedChannel(community, ImportSource.DISCORD, header.channelId()),
              header.name(),
              header.topic(),
              header.category(),
              tally.channels++));
    }
  }

  private void importFile(Path file, ExportHeader header, Position position) throws IOException {
    MediaFolder media = MediaFolder.beside(file);
    EntryReader reader = new EntryReader(header.channelId(), media, allAttachments, tally);
    long before = tally.total;
    ExportFile.End end =
        new ExportFile(file)
            .entries(entry -> take(file, reader, entry), bytes -> position.at(bytes, tally.total));
    long found = tally.total - before;
    end.fault()
        .ifPresent(
            fault -> {
              tally.cutOff++;
              tally.problem(file.getFileName() + ": " + fault);
            });
    if (end.stated() >= 0 && end.stated() != found) {
      tally.miscounted++;
      tally.problem(file.getFileName() + ": says " + end.stated() + " entries and has " + found);
    }
  }

  private void take(Path file, EntryReader reader, Optional<JsonNode> entry) throws IOException {
    if (full) {
      return;
    }
    tally.total++;
    Optional<EntryReader.Entry> read =
        entry.isPresent() && entry.get().isObject() ? reader.read(entry.get()) : Optional.empty();
    if (read.isEmpty()) {
      tally.unreadable++;
      String id = entry.map(e -> Fields.text(e, "id", 64)).orElse("");
      tally.problem(file.getFileName() + ": unreadable entry " + id);
      return;
    }
    ImportedMessage message = read.get().message();
    Envelope envelope = message.sign(curve, communityKey);
    batch.add(
        new ImportSink.Item(
            message,
            message.channel(community),
            message.id(community),
            envelope,
            read.get().media()));
    for (ImportSink.Media media : read.get().media()) {
      batchMedia += media.bytes().length();
    }
    if (batch.size() >= BATCH_MESSAGES || batchMedia >= BATCH_MEDIA_BYTES) {
      flush();
    }
  }

  private void flush() throws IOException {
    if (batch.isEmpty() || full) {
      return;
    }
    ImportSink.Outcome outcome = sink.append(List.copyOf(batch));
    if (outcome instanceof ImportSink.Outcome.Appended appended) {
      tally.added += appended.added();
      tally.replaced += appended.replaced();
      tally.known += appended.known();
      tally.deleted += appended.deleted();
    } else if (outcome instanceof ImportSink.Outcome.Refused refused) {
      full = true;
      tally.problem("there is no room for the rest: " + refused.reason());
    }
    batch.clear();
    batchMedia = 0;
  }
}
