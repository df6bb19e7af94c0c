package org.annals.importer.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChannelId;
import org.annals.archiver.MessageId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.chunk.MediaUse;
import org.annals.archiver.chunk.PlacedRecord;
import org.annals.archiver.message.ArchiveRecord;
import org.annals.archiver.message.Attachment;
import org.annals.archiver.message.Carried;
import org.annals.archiver.message.MediaRef;
import org.annals.archiver.message.MessageContent;
import org.annals.archiver.message.PayloadPart;
import org.annals.archiver.message.TombstoneReason;
import org.annals.keys.Digest;
import org.h2.mvstore.Cursor;

/** The records that came from one chunk, made from its rows. */
final class ChunkReadBack {
  private final Rows rows;
  private final Resolver resolver;
  private final Source source;
  private final ChunkMedia media;
  private final MediaRows places;
  private final List<PlacedRecord> records = new ArrayList<>();

  ChunkReadBack(Rows rows, Resolver resolver, Source source, ChunkMedia media) {
    this.rows = rows;
    this.resolver = resolver;
    this.source = source;
    this.media = media;
    this.places = new MediaRows(rows);
  }

  List<PlacedRecord> records() {
    messages();
    facts();
    tombstones();
    records.sort(PlacedRecord.WALK);
    return records;
  }

  /** Clocks of messages lie in the window, because the import refuses others. */
  private void messages() {
    TimeWindow window = source.position().window();
    long end = window.endSeconds() * 1000;
    Cursor<byte[], byte[]> found =
        rows.tables
            .messages()
            .cursor(
                Keys.messageFrom(window.startSeconds() * 1000, 0), Keys.messageFrom(end, 0), false);
    while (found.hasNext()) {
      byte[] key = found.next();
      if (Keys.source(key) == source.number() && Keys.longAt(key, 0) < end) {
        message(rows.message(key, found.getValue()));
      }
    }
  }

  private void message(StoredRow row) {
    if (row.carried().isPresent()) {
      Carried carried = row.carried().get();
      place(row, new ArchiveRecord.Edited(row.id(), row.envelope(), carried), carried.media());
    } else {
      place(row, new ArchiveRecord.Signed(row.envelope()), mediaOf(row));
    }
  }

  /** What was cut out of the payload, and what an import names. */
  private List<MediaRef> mediaOf(StoredRow row) {
    List<MediaRef> all = new ArrayList<>();
    for (PayloadPart part : row.envelope().payload()) {
      if (part instanceof PayloadPart.Media piece) {
        all.add(piece.media());
      }
    }
    if (resolver.content(row).orElse(null) instanceof MessageContent.Chat chat
        && chat.imported().isPresent()) {
      chat.attachments().stream()
          .filter(each -> each.place() instanceof Attachment.Stored)
          .flatMap(each -> each.reference().stream())
          .forEach(all::add);
    }
    return all;
  }

  private void place(StoredRow row, ArchiveRecord record, List<MediaRef> used) {
    List<MediaUse> uses = new ArrayList<>();
    for (MediaRef each : used) {
      use(each).ifPresent(uses::add);
    }
    records.add(PlacedRecord.of(row.channel(), row.clock(), row.id(), record, uses));
  }

  private Optional<MediaUse> use(MediaRef ref) {
    MediaLocation place = places.find(ref.digest(), source.number()).orElse(null);
    if (place instanceof MediaLocation.InChunk inChunk) {
      return Optional.of(new MediaUse.Stored(ref, () -> media.open(ref.digest(), inChunk)));
    }
    return place instanceof MediaLocation.NotArchived left
        ? Optional.of(new MediaUse.Omitted(ref, left.reason()))
        : Optional.empty();
  }

  /** Their clocks need not lie in the window, so all of them are looked at. */
  private void facts() {
    rows.tables
        .facts()
        .forEach(
            (key, value) -> {
              if (Keys.source(key) == source.number()) {
                StoredRow row = rows.fact(key, value);
                place(row, new ArchiveRecord.Signed(row.envelope()), List.of());
              }
            });
  }

  private void tombstones() {
    rows.tables
        .tombstones()
        .forEach(
            (key, value) -> {
              if (Keys.source(key) == source.number()) {
                tombstone(Keys.digestAt(key, 0), TombstoneRow.decode(value));
              }
            });
  }

  private void tombstone(Digest target, TombstoneRow row) {
    MessageId id = new MessageId(target);
    ChannelId channel = rows.channels.value(row.channel());
    TombstoneReason reason = TombstoneReason.ofNumber(row.reason()).orElseThrow();
    records.add(
        PlacedRecord.of(
            channel,
            row.clock(),
            id,
            new ArchiveRecord.Tombstone(id, channel, row.clock(), reason, Optional.empty()),
            List.of()));
  }
}
