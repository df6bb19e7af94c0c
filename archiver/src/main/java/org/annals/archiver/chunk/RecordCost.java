package org.annals.archiver.chunk;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.annals.archiver.message.ArchiveRecord;
import org.annals.archiver.message.Carried;
import org.annals.archiver.message.PayloadPart;
import org.annals.archiver.message.StatedEnvelope;
import org.annals.archiver.wire.CanonicalWriter;

/**
 * Counts a record for cutting: its bytes in a message section, tag and length included, with every
 * channel, author and media index counted as 4 bytes (FORMAT section 3). So the count does not
 * depend on what else is in the part, and no section that respects it is longer than it. Stateless.
 */
final class RecordCost {
  private static final int INDEX = 4;
  private static final int ID_FIELD = 34;

  private RecordCost() {}

  static int of(ArchiveRecord record) {
    long body = 1 + INDEX;
    if (record instanceof ArchiveRecord.Signed signed) {
      body += envelope(signed.envelope());
    } else if (record instanceof ArchiveRecord.Edited edited) {
      body += envelope(edited.edit()) + delimited(ID_FIELD + carried(edited.carried()));
    } else if (record instanceof ArchiveRecord.Tombstone tombstone) {
      body += tombstone.deletion().map(RecordCost::envelope).orElse(0L);
      body += delimited(ID_FIELD + number(tombstone.clock()) + 2);
    }
    return (int) Math.min(Integer.MAX_VALUE, delimited(body));
  }

  private static long envelope(StatedEnvelope envelope) {
    long size = 1 + INDEX + number(envelope.type());
    List<PayloadPart> parts = envelope.payload();
    if (parts.size() == 1 && parts.get(0) instanceof PayloadPart.Inline inline) {
      return size + delimited(inline.length());
    }
    for (PayloadPart part : parts) {
      size += delimited(part instanceof PayloadPart.Inline i ? delimited(i.length()) : 1 + INDEX);
    }
    return size;
  }

  private static long carried(Carried carried) {
    return number(carried.clock())
        + number(carried.timestamp())
        + (carried.reply().isPresent() ? ID_FIELD : 0)
        + text(carried.displayName())
        + number(carried.contentType())
        + text(carried.albumId())
        + number(carried.albumCount())
        + (carried.media().isEmpty() ? 0 : delimited((long) INDEX * carried.media().size()));
  }

  private static long number(long value) {
    return value == 0 ? 0 : 1 + CanonicalWriter.varintSize(value);
  }

  private static long text(String text) {
    return text.isEmpty() ? 0 : delimited(text.getBytes(StandardCharsets.UTF_8).length);
  }

  private static long delimited(long length) {
    return 1 + CanonicalWriter.varintSize(length) + length;
  }
}
