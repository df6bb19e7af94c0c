package org.annals.archiver.chunk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChunkId;
import org.annals.archiver.message.ArchiveRecord;
import org.annals.archiver.wire.CanonicalWriter;
import org.annals.keys.Digest;
import org.annals.quota.Reservation;
import org.annals.quota.ReserveOutcome;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageReservations;
import org.annals.quota.work.Pace;

/**
 * Writes chunk files (FORMAT section 4).
 *
 * <ul>
 *   <li>The same draft and key give the same bytes on every machine.
 *   <li>Bytes are reserved before they are written; after a failure neither file nor reservation is
 *       left.
 *   <li>In memory at a time: the draft, one raw section and the compressed sections of one part,
 *       never media bytes.
 * </ul>
 *
 * <p>Confined to one thread; close it.
 */
public final class ChunkWriter implements AutoCloseable {
  private static final int CHAT_MESSAGE = 1;

  private final ChunkSigner signer;
  private final StorageReservations reservations;
  private final StorageKind kind;
  private final SectionCompressor compressor;
  private final Pace pace;
  private final CanonicalWriter raw = new CanonicalWriter(1 << 16);

  /**
   * A writer for one community.
   *
   * @param kind under which the written bytes are counted
   */
  public ChunkWriter(ChunkSigner signer, StorageReservations reservations, StorageKind kind) {
    this(signer, reservations, kind, Pace.FREE);
  }

  /**
   * A writer for one community that rests between sections.
   *
   * @param kind under which the written bytes are counted
   */
  public ChunkWriter(
      ChunkSigner signer, StorageReservations reservations, StorageKind kind, Pace pace) {
    this(signer, reservations, kind, SectionCompressor.LEVEL, pace);
  }

  ChunkWriter(
      ChunkSigner signer,
      StorageReservations reservations,
      StorageKind kind,
      int level,
      Pace pace) {
    this.signer = signer;
    this.reservations = reservations;
    this.kind = kind;
    this.compressor = new SectionCompressor(level);
    this.pace = pace;
  }

  /**
   * Writes a chunk to a file that does not exist yet.
   *
   * @throws IOException when the file or media cannot be written or read
   * @throws IllegalArgumentException when the draft belongs to another community
   */
  public WriteOutcome write(ChunkDraft draft, Path file) throws IOException {
    if (!draft.community().equals(signer.community())) {
      throw new IllegalArgumentException("the draft belongs to another community");
    }
    PartTables tables = new PartTables(draft.walk());
    List<byte[]> stored = new ArrayList<>();
    List<MessageSectionInfo> infos = new ArrayList<>();
    RecordWriter records = new RecordWriter(tables);
    for (SectionLayout.Section section : SectionLayout.of(draft.walk())) {
      infos.add(encode(section, records, tables, stored));
      pace.step();
    }
    List<MediaEntry> media = mediaEntries(tables.media());
    ChunkIndex index =
        new ChunkIndex(
            tables.channels(), tables.authors(), infos, media, counts(draft.walk(), media));
    stored.add(0, compressor.compress(IndexCodec.encode(index)));
    return write(new Assembly(draft, index, stored, tables.media()), file);
  }

  private MessageSectionInfo encode(
      SectionLayout.Section section, RecordWriter records, PartTables tables, List<byte[]> stored) {
    raw.reset();
    byte[][] all = new byte[section.records().size()][];
    int count = 0;
    long first = Long.MAX_VALUE;
    long last = 0;
    for (PlacedRecord record : section.records()) {
      records.append(raw, record, section.shared());
      Optional<byte[]> signature = record.envelope().map(e -> e.signature().toBytes());
      if (signature.isPresent()) {
        all[count++] = signature.get();
      }
      first = Math.min(first, record.clock());
      last = Math.max(last, record.clock());
    }
    byte[] bytes = raw.toByteArray();
    byte[] section0 = compressor.compress(bytes, count * 65);
    for (int i = 0; i < count; i++) {
      System.arraycopy(all[i], 0, section0, i * 65, 65);
    }
    stored.add(section0);
    int channel =
        section.channel() == null ? MessageSectionInfo.SHARED : tables.channel(section.channel());
    return new MessageSectionInfo(
        channel, bytes.length, section.records().size(), count, first, last);
  }

  private static List<MediaEntry> mediaEntries(List<MediaUse> uses) {
    List<MediaEntry> entries = new ArrayList<>(uses.size());
    long offset = 0;
    for (MediaUse use : uses) {
      var media = use.media();
      if (use instanceof MediaUse.Omitted omitted) {
        entries.add(
            new MediaEntry.Placeholder(
                media.digest(), media.size(), media.mediaType(), media.name(), omitted.reason()));
      } else {
        entries.add(
            new MediaEntry.Archived(media.digest(), media.size(), media.mediaType(), offset));
        offset += media.size();
      }
    }
    return entries;
  }

  private static ContentCounts counts(List<PlacedRecord> walk, List<MediaEntry> media) {
    long messages = 0;
    long tombstones = 0;
    for (PlacedRecord placed : walk) {
      ArchiveRecord record = placed.record();
      boolean shown =
          record instanceof ArchiveRecord.Edited
              || (record instanceof ArchiveRecord.Signed signed
                  && signed.envelope().type() == CHAT_MESSAGE);
      messages += shown ? 1 : 0;
      tombstones += record instanceof ArchiveRecord.Tombstone ? 1 : 0;
    }
    long images =
        media.stream()
            .filter(m -> m instanceof MediaEntry.Archived && m.mediaType().startsWith("image/"))
            .count();
    return new ContentCounts(messages, images, tombstones, walk.size() - messages - tombstones);
  }

  private WriteOutcome write(Assembly assembly, Path file) throws IOException {
    long length = assembly.length(compressor.encoder());
    ReserveOutcome outcome = reservations.reserve(signer.community().account(), kind, length);
    if (outcome instanceof ReserveOutcome.Refused refused) {
      return new WriteOutcome.Refused(refused.reason(), refused.missing());
    }
    try (Reservation reservation = ((ReserveOutcome.Granted) outcome).reservation()) {
      boolean complete = false;
      try {
        byte[] header = assembly.writeTo(file, signer, compressor.encoder());
        complete = true;
        reservation.stored(length);
        return new WriteOutcome.Written(
            new ChunkId(Digest.sha256(header)), assembly.header(), assembly.index(), length);
      } finally {
        if (!complete) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  @Override
  public void close() {
    compressor.close();
  }
}
