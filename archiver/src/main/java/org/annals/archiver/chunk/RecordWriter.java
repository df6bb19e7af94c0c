package org.annals.archiver.chunk;

import java.util.List;
import org.annals.archiver.message.ArchiveRecord;
import org.annals.archiver.message.Carried;
import org.annals.archiver.message.PayloadPart;
import org.annals.archiver.message.StatedEnvelope;
import org.annals.archiver.wire.CanonicalWriter;

/** Writes records of one part into message sections. Confined to one thread. */
final class RecordWriter {
  private final PartTables tables;

  RecordWriter(PartTables tables) {
    this.tables = tables;
  }

  /** Appends a record as an element of the section's repeated field 1. */
  void append(CanonicalWriter out, PlacedRecord placed, boolean shared) {
    out.startMessage(1);
    if (shared && placed.channel() != null) {
      out.uint64(1, tables.channel(placed.channel()) + 1L);
    }
    placed.envelope().ifPresent(e -> envelope(out, e));
    if (placed.record() instanceof ArchiveRecord.Edited edited) {
      edited(out, edited);
    } else if (placed.record() instanceof ArchiveRecord.Tombstone tombstone) {
      out.startMessage(7)
          .bytes(1, tombstone.target().toBytes())
          .uint64(2, tombstone.clock())
          .uint64(3, tombstone.reason().number())
          .endMessage();
    }
    out.endMessage();
  }

  private void envelope(CanonicalWriter out, StatedEnvelope envelope) {
    out.uint64(2, tables.author(envelope.author())).uint64(3, envelope.type());
    List<PayloadPart> parts = envelope.payload();
    if (parts.size() == 1 && parts.get(0) instanceof PayloadPart.Inline inline) {
      out.bytes(4, inline.bytes());
      return;
    }
    for (PayloadPart part : parts) {
      out.startMessage(5);
      if (part instanceof PayloadPart.Inline inline) {
        out.bytes(1, inline.bytes());
      } else if (part instanceof PayloadPart.Media media) {
        out.presentUint64(2, tables.media(media.media().digest()));
      }
      out.endMessage();
    }
  }

  private void edited(CanonicalWriter out, ArchiveRecord.Edited edited) {
    Carried carried = edited.carried();
    out.startMessage(6)
        .bytes(1, edited.id().toBytes())
        .uint64(2, carried.clock())
        .uint64(3, carried.timestamp());
    carried.reply().ifPresent(reply -> out.bytes(4, reply.toBytes()));
    out.string(5, carried.displayName())
        .uint64(6, carried.contentType())
        .string(7, carried.albumId())
        .uint64(8, carried.albumCount())
        .packed(9, carried.media().stream().mapToLong(m -> tables.media(m.digest())).toArray())
        .endMessage();
  }
}
