package org.annals.importer.database;

import java.util.Arrays;
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
  private final Resolver resolver;
  private final Ingest ingest;
  private final MediaRows media;
  private final ContentReader reader;

  LiveRows(Rows rows, Resolver resolver, ContentReader reader) {
    this.rows = rows;
    this.resolver = resolver;
    this.ingest = new Ingest(rows);
    this.media = new MediaRows(rows);
    this.reader = reader;
  }

  static long roomFor(List<JournalMessage> messages) {
    long bytes = 0;
    for (JournalMessage message : messages) {
      bytes += message.envelope().length + 200L;
    }
    return 4 * bytes + (1L << 20);
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
      if (m.imported() && isBeaten(m, stated)) {
        return Kind.KNOWN;
      }
      rememberMedia(stated);
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

  /** Of two versions of an import at one place the winning one stays, whichever came first. */
  private boolean isBeaten(JournalMessage message, StatedEnvelope stated) {
    byte[] key = Keys.message(message.clock(), message.id(), Sources.LIVE);
    byte[] held = rows.tables.messages().get(key);
    if (held == null) {
      return false;
    }
    StoredRow other = rows.message(key, held);
    StoredRow mine =
        new StoredRow(
            Sources.LIVE,
            message.clock(),
            message.id(),
            message.channel(),
            stated,
            Optional.empty(),
            Optional.empty());
    byte[] payload = Resolver.inline(other);
    return resolver
        .winner(List.of(other, mine))
        .filter(winner -> Arrays.equals(Resolver.inline(winner), payload))
        .isPresent();
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
