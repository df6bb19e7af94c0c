package org.annals.importer.discord;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.annals.archiver.message.Attachment;
import org.annals.archiver.message.ImportMark;
import org.annals.archiver.message.ImportSource;
import org.annals.archiver.message.ImportedMessage;
import org.annals.importer.ImportSink;

/** Turns the entries of one export into messages. Counts what it finds. */
final class EntryReader {
  static final long MAX_MEDIA_BYTES = 24L << 20;
  private static final int MAX_ATTACHMENTS = 100;
  private static final int MAX_REACTIONS = 500;

  private final String channelId;
  private final MediaFolder folder;
  private final boolean allAttachments;
  private final Tally tally;

  EntryReader(String channelId, MediaFolder folder, boolean allAttachments, Tally tally) {
    this.channelId = channelId;
    this.folder = folder;
    this.allAttachments = allAttachments;
    this.tally = tally;
  }

  /** A message and the media that it needs. */
  record Entry(ImportedMessage message, List<ImportSink.Media> media) {}

  /**
   * The message of an entry, or empty when it has no id or no time.
   *
   * @throws IOException when a media file is there and cannot be read
   */
  Optional<Entry> read(JsonNode entry) throws IOException {
    String id = Fields.text(entry, "id", 64);
    long clock =
        Fields.time(entry, "timestamp")
            .orElse(Fields.isSnowflake(id) ? Fields.snowflakeTime(id) : 0);
    if (id.isEmpty() || clock < 1) {
      return Optional.empty();
    }
    EntryKind kind = EntryKind.of(entry);
    EntryText text = EntryText.of(entry, kind);
    JsonNode author = entry.path("author");
    List<ImportSink.Media> media = new ArrayList<>();
    List<Attachment> files = files(entry, media);
    Optional<Attachment> avatar = avatar(author, media);
    Optional<String> reply = reply(entry, kind);
    ImportMark mark = mark(entry, id, kind, author);
    count(kind, text, reply, mark);
    tally.clock(clock);
    ImportedMessage message =
        new ImportedMessage(
            channelId, clock, text.text(), reply, displayName(author), mark, files, avatar);
    return Optional.of(new Entry(message, media));
  }

  private static ImportMark mark(JsonNode entry, String id, EntryKind kind, JsonNode author) {
    return new ImportMark(
        ImportSource.DISCORD,
        id,
        Math.max(0, Fields.time(entry, "timestampEdited").orElse(0)),
        Fields.text(author, "id", 64),
        Fields.flag(author, "isBot"),
        kind.event(),
        reactions(entry),
        Fields.flag(entry, "isPinned"));
  }

  private void count(EntryKind kind, EntryText text, Optional<String> reply, ImportMark mark) {
    if (kind.written()) {
      tally.messages++;
    } else {
      tally.event(kind.name());
    }
    tally.replies += kind.written() && reply.isPresent() ? 1 : 0;
    tally.edited += mark.edited() > 0 ? 1 : 0;
    tally.pinned += mark.pinned() ? 1 : 0;
    mark.reactions().forEach(reaction -> tally.reactions += reaction.count());
    tally.stickers += text.stickers();
    tally.cards += text.cards();
    tally.derivedCards += text.derivedCards();
  }

  /** The id stays even when no export has that message: it may be in one that comes later. */
  private static Optional<String> reply(JsonNode entry, EntryKind kind) {
    String target = Fields.text(entry.path("reference"), "messageId", 64);
    return kind.pointsAtMessage() && !target.isEmpty() ? Optional.of(target) : Optional.empty();
  }

  private static String displayName(JsonNode author) {
    String nickname = Fields.text(author, "nickname", 100);
    return nickname.isBlank() ? Fields.text(author, "name", 100) : nickname;
  }

  private static List<ImportMark.Reactions> reactions(JsonNode entry) {
    Map<String, Long> counts = new TreeMap<>();
    for (JsonNode reaction : entry.path("reactions")) {
      JsonNode emoji = reaction.path("emoji");
      String name = Fields.text(emoji, "name", 100);
      long count = Math.min(Fields.number(reaction, "count"), Integer.MAX_VALUE);
      if (!name.isEmpty() && count > 0 && counts.size() < MAX_REACTIONS) {
        String shown = Fields.text(emoji, "id").isEmpty() ? name : ":" + name + ":";
        counts.merge(shown, count, Long::sum);
      }
    }
    return counts.entrySet().stream()
        .map(
            e ->
                new ImportMark.Reactions(
                    e.getKey(), (int) Math.min(e.getValue(), Integer.MAX_VALUE)))
        .toList();
  }

  private List<Attachment> files(JsonNode entry, List<ImportSink.Media> media) throws IOException {
    List<Attachment> files = new ArrayList<>();
    for (JsonNode from : List.of(entry, entry.path("forwardedMessage"))) {
      for (JsonNode attachment : from.path("attachments")) {
        if (files.size() < MAX_ATTACHMENTS) {
          files.add(file(attachment, media));
        }
      }
    }
    return files;
  }

  private Attachment file(JsonNode attachment, List<ImportSink.Media> media) throws IOException {
    String name = fileName(Fields.text(attachment, "fileName", 255));
    MediaFolder.Look look = folder.look(Fields.text(attachment, "url"));
    if (look instanceof MediaFolder.Look.Found found) {
      return found(name, found, media);
    }
    if (look instanceof MediaFolder.Look.Link) {
      tally.linksOnly++;
    } else if (look instanceof MediaFolder.Look.Missing) {
      tally.missing++;
      tally.problem("missing file of an attachment: " + Fields.text(attachment, "url", 300));
    } else {
      tally.refused++;
      tally.problem("refused path of an attachment: " + Fields.text(attachment, "url", 300));
    }
    return attachment(
        new Attachment.Missing(),
        Fields.number(attachment, "fileSizeBytes"),
        name,
        MediaKind.ofName(name));
  }

  private Attachment found(
      String name, MediaFolder.Look.Found found, List<ImportSink.Media> media) {
    long size = found.bytes().length();
    String type = found.imageType().orElse(MediaKind.ofNameButNoImage(name));
    if (found.imageType().isEmpty() && !allAttachments) {
      tally.metadataOnly++;
      return attachment(new Attachment.Missing(), size, name, type);
    }
    if (size > MAX_MEDIA_BYTES) {
      tally.tooLarge++;
      tally.problem("attachment above 24 MiB, only its name is kept: " + name);
    } else {
      tally.images += found.imageType().isPresent() ? 1 : 0;
      tally.files += found.imageType().isPresent() ? 0 : 1;
      take(found, media);
    }
    return attachment(new Attachment.Stored(found.digest()), size, name, type);
  }

  private Optional<Attachment> avatar(JsonNode author, List<ImportSink.Media> media)
      throws IOException {
    MediaFolder.Look look = folder.look(Fields.text(author, "avatarUrl"));
    if (look instanceof MediaFolder.Look.Found found
        && found.imageType().isPresent()
        && found.bytes().length() <= MAX_MEDIA_BYTES) {
      tally.avatars++;
      take(found, media);
      return Optional.of(
          new Attachment(
              Attachment.Kind.AVATAR,
              new Attachment.Stored(found.digest()),
              found.bytes().length(),
              "",
              found.imageType().get(),
              0,
              0));
    }
    return Optional.empty();
  }

  private void take(MediaFolder.Look.Found found, List<ImportSink.Media> media) {
    tally.mediaBytes += found.bytes().length();
    media.add(new ImportSink.Media(found.digest(), found.bytes()));
  }

  private static Attachment attachment(
      Attachment.Place place, long size, String name, String type) {
    Attachment.Kind kind = type.startsWith("image/") ? Attachment.Kind.IMAGE : Attachment.Kind.FILE;
    return new Attachment(kind, place, size, name, type, 0, 0);
  }

  /** A name to show and to save under, never a path. */
  private static String fileName(String name) {
    StringBuilder safe = new StringBuilder(name);
    for (int i = 0; i < safe.length(); i++) {
      char c = safe.charAt(i);
      if (c == '/' || c == '\\' || Character.isISOControl(c)) {
        safe.setCharAt(i, '_');
      }
    }
    return safe.toString();
  }
}
