package org.annals.archiver.chunk;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChannelId;
import org.annals.archiver.MessageId;
import org.annals.archiver.message.ArchiveRecord;
import org.annals.archiver.message.StatedEnvelope;
import org.annals.keys.Signature65;
import org.jspecify.annotations.Nullable;

/**
 * A record with its place on the walk through a window.
 *
 * @param channel null for type 85 only
 * @param clock the record's own, or the target's for what is folded; milliseconds
 * @param id the message's, for edited messages the original's, for tombstones the target's
 * @param media all that it uses, in payload order
 * @param cost bytes that it takes in a message section by the counting of FORMAT section 3
 */
public record PlacedRecord(
    @Nullable ChannelId channel,
    long clock,
    MessageId id,
    ArchiveRecord record,
    List<MediaUse> media,
    int cost) {
  /** The order of the walk: (clock, id). */
  public static final Comparator<PlacedRecord> WALK =
      Comparator.comparingLong(PlacedRecord::clock).thenComparing(PlacedRecord::id);

  public PlacedRecord {
    media = List.copyOf(media);
  }

  /** Places a record and counts its cost. */
  public static PlacedRecord of(
      @Nullable ChannelId channel,
      long clock,
      MessageId id,
      ArchiveRecord record,
      List<MediaUse> media) {
    return new PlacedRecord(channel, clock, id, record, media, RecordCost.of(record));
  }

  /** The envelope that it carries. */
  public Optional<StatedEnvelope> envelope() {
    return envelope(record);
  }

  /** The same with another signature on its envelope; itself when it carries none. */
  public PlacedRecord with(Signature65 signature) {
    ArchiveRecord changed = record;
    if (record instanceof ArchiveRecord.Signed signed) {
      changed = new ArchiveRecord.Signed(signed.envelope().with(signature));
    } else if (record instanceof ArchiveRecord.Edited edited) {
      changed =
          new ArchiveRecord.Edited(edited.id(), edited.edit().with(signature), edited.carried());
    } else if (record instanceof ArchiveRecord.Tombstone gone) {
      changed =
          new ArchiveRecord.Tombstone(
              gone.target(),
              gone.channel(),
              gone.clock(),
              gone.reason(),
              gone.deletion().map(each -> each.with(signature)));
    }
    return new PlacedRecord(channel, clock, id, changed, media, cost);
  }

  static Optional<StatedEnvelope> envelope(ArchiveRecord record) {
    if (record instanceof ArchiveRecord.Signed signed) {
      return Optional.of(signed.envelope());
    }
    if (record instanceof ArchiveRecord.Edited edited) {
      return Optional.of(edited.edit());
    }
    return ((ArchiveRecord.Tombstone) record).deletion();
  }
}
