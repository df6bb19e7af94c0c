package org.annals.archiver.seal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.annals.archiver.chunk.ChunkFormat;
import org.annals.archiver.chunk.MediaUse;
import org.annals.archiver.chunk.PlacedRecord;
import org.annals.archiver.message.ArchiveRecord;
import org.annals.archiver.message.MessageContent;
import org.annals.archiver.message.PayloadPart;
import org.annals.archiver.message.StatedEnvelope;
import org.annals.archiver.message.TombstoneReason;

/** Makes the records of a folded window. Confined to one thread. */
final class RecordBuilder {
  private static final int MAX_MEDIA = 4096;

  private final PackScope scope;
  private final Folded folded;
  private final EntryTable table;
  private final MediaFinder media;

  RecordBuilder(PackScope scope, Folded folded) {
    this.scope = scope;
    this.folded = folded;
    this.table = folded.table;
    this.media = new MediaFinder(scope.source());
  }

  /** The record of an entry, empty when it is left out or folded into another. */
  Optional<PlacedRecord> of(int entry) throws IOException {
    Folded.Gone gone = folded.gone.get(entry);
    if (gone != null) {
      return Optional.of(tombstone(entry, gone));
    }
    if (!folded.kept[entry]) {
      return Optional.empty();
    }
    Integer edit = folded.edits.get(entry);
    Optional<EnvelopeLoader.Loaded> loaded = scope.loader().load(table, entry);
    if (loaded.isEmpty()) {
      scope.left().count("envelope that is not acceptable");
      return Optional.empty();
    }
    Optional<PlacedRecord> record =
        edit == null ? signed(entry, loaded.get()) : edited(entry, loaded.get(), edit);
    return record.filter(this::isWithinCaps);
  }

  private Optional<PlacedRecord> signed(int entry, EnvelopeLoader.Loaded loaded)
      throws IOException {
    List<MediaUse> uses = MediaFinder.cutOut(loaded);
    if (table.imported(entry)) {
      if (!(scope.loader().content(loaded.envelope()).orElse(null)
          instanceof MessageContent.Chat chat)) {
        scope.left().count("import that breaks a rule");
        return Optional.empty();
      }
      uses = media.imported(chat);
    }
    ArchiveRecord record = new ArchiveRecord.Signed(loaded.envelope());
    return Optional.of(placed(entry, record, uses));
  }

  private Optional<PlacedRecord> edited(int entry, EnvelopeLoader.Loaded original, int edit)
      throws IOException {
    Optional<StatedEnvelope> winner =
        scope.loader().load(table, edit).map(EnvelopeLoader.Loaded::envelope);
    if (winner.isEmpty()
        || !(scope.loader().content(original.envelope()).orElse(null)
            instanceof MessageContent.Chat chat)) {
      scope.left().count("edit that breaks a rule");
      return signed(entry, original);
    }
    ArchiveRecord record = new ArchiveRecord.Edited(table.id(entry), winner.get(), chat.carried());
    return Optional.of(placed(entry, record, MediaFinder.carried(original, chat)));
  }

  private PlacedRecord placed(int entry, ArchiveRecord record, List<MediaUse> uses) {
    return PlacedRecord.of(table.channel(entry), table.clock(entry), table.id(entry), record, uses);
  }

  private PlacedRecord tombstone(int entry, Folded.Gone gone) throws IOException {
    return tombstone(
        new Folded.Extra(
            table.id(entry),
            Objects.requireNonNull(table.channel(entry)),
            table.clock(entry),
            gone.reason(),
            gone.deletion()));
  }

  /** The record of a tombstone. */
  PlacedRecord tombstone(Folded.Extra extra) throws IOException {
    Optional<StatedEnvelope> deletion =
        extra.deletion() == Folded.NONE
            ? Optional.empty()
            : scope.loader().load(table, extra.deletion()).map(EnvelopeLoader.Loaded::envelope);
    TombstoneReason reason = extra.reason();
    return PlacedRecord.of(
        extra.channel(),
        extra.clock(),
        extra.target(),
        new ArchiveRecord.Tombstone(
            extra.target(), extra.channel(), extra.clock(), reason, deletion),
        List.of());
  }

  /** The records of all tombstones whose message is no entry, in walk order. */
  List<PlacedRecord> extras() throws IOException {
    List<PlacedRecord> records = new ArrayList<>();
    for (Folded.Extra extra : folded.extras) {
      records.add(tombstone(extra));
    }
    records.sort(PlacedRecord.WALK);
    return records;
  }

  private boolean isWithinCaps(PlacedRecord record) {
    long inline =
        record.envelope().stream()
            .flatMap(envelope -> envelope.payload().stream())
            .filter(PayloadPart.Inline.class::isInstance)
            .mapToLong(PayloadPart::length)
            .sum();
    boolean within =
        inline <= ChunkFormat.MAX_INLINE
            && record.media().size() <= MAX_MEDIA
            && record.media().stream().allMatch(RecordBuilder::isWithinCaps);
    if (!within) {
      scope.left().count("larger than a record may be");
    }
    return within;
  }

  private static boolean isWithinCaps(MediaUse use) {
    return use instanceof MediaUse.Omitted || use.media().size() <= ChunkFormat.MAX_MEDIA_BLOB;
  }
}
