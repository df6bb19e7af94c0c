package org.annals.importer.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.message.Attachment;
import org.annals.archiver.message.ContentOutcome;
import org.annals.archiver.message.ContentReader;
import org.annals.archiver.message.Envelope;
import org.annals.archiver.message.MessageContent;
import org.annals.archiver.message.MessageType;
import org.annals.archiver.message.SplitPayload;
import org.annals.archiver.message.StatedEnvelope;
import org.annals.importer.database.IngestCounts.Kind;
import org.annals.importer.journal.JournalMessage;

/** Rows of live messages and of imports that are not packed yet. */
final class LiveRows {
  private final Rows rows;
  private final Ingest ingest;
  private final MediaRows media;
  private final ContentReader reader;

  LiveRows(Rows rows, ContentReader reader) {
    this.rows = rows;
    this.ingest = new Ingest(rows);
    this.media = new MediaRows(rows);
    this.reader = reader;
  }

  static long roomFor(List<JournalMessage> messages) {
    long bytes = 0;
    for (JournalMessage message : messages) {
      bytes += message.envelope().length + 200L;
    }
    return 4 * bytes + (4L << 20);
  }

  IngestCounts add(List<JournalMessage> messages) {
    IngestCounts.Tally counts = new IngestCounts.Tally();
    for (JournalMessage message : messages) {
      if (Envelope.parse(message.envelope()) instanceof Envelope.Parsed parsed) {
        counts.add(add(message, parsed.envelope()));
      }
    }
    return counts.total();
  }

  private Kind add(JournalMessage m, Envelope envelope) {
    SplitPayload split = SplitPayload.of(envelope.type(), envelope.payload());
    StatedEnvelope stated =
        new StatedEnvelope(m.author(), envelope.signature(), envelope.type(), split.parts());
    if (m.type() == MessageType.CHAT && m.channel() != null) {
      rememberMedia(stated);
      if (m.imported()) {
        removeOlderVersions(m);
      }
      return ingest.message(
          Sources.LIVE, m.clock(), m.id(), m.channel(), stated, Optional.empty(), Optional.empty());
    }
    return ingest.fact(
        Sources.LIVE,
        m.clock(),
        m.id(),
        m.target() == null ? Resolver.NO_TARGET : m.target(),
        m.channel(),
        stated);
  }

  /** The journal holds one version of an import, the winning one, and so does this. */
  private void removeOlderVersions(JournalMessage message) {
    List<byte[]> old = new ArrayList<>();
    for (byte[] key : rows.keysOf(message.id())) {
      if (Keys.source(key) == Sources.LIVE && Keys.longAt(key, 0) != message.clock()) {
        old.add(key);
      }
    }
    old.forEach(ingest::removeMessage);
  }

  private void rememberMedia(StatedEnvelope envelope) {
    if (reader.read(envelope) instanceof ContentOutcome.Accepted accepted
        && accepted.content() instanceof MessageContent.Chat chat) {
      for (Attachment attachment : chat.attachments()) {
        if (attachment.place() instanceof Attachment.Stored stored) {
          media.putLive(stored.digest(), attachment.size(), attachment.mediaType());
        }
      }
    }
  }
}
