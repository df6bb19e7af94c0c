package org.annals.archiver.seal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.chunk.MediaUse;
import org.annals.archiver.chunk.PartMeter;
import org.annals.archiver.chunk.PlacedRecord;
import org.annals.archiver.message.ArchiveRecord;
import org.annals.archiver.message.MessageType;
import org.annals.keys.Digest;

/** Guesses what a part will weigh, without compressing it. Stateless. */
final class PartEstimate {
  /** Measured on chat text: compressed records are about three tenths of raw ones. */
  private static final double TEXT_RATIO = 0.3;

  private static final int SIGNATURE = 65;

  private PartEstimate() {}

  static PlannedPart of(ChunkPosition position, List<PlacedRecord> records, PartMeter meter) {
    Map<Digest, Long> media = new HashMap<>();
    long messages = 0;
    long text = 0;
    long signatures = 0;
    for (PlacedRecord record : records) {
      text += record.cost();
      signatures += record.envelope().isPresent() ? SIGNATURE : 0;
      messages += isMessage(record.record()) ? 1 : 0;
      for (MediaUse use : record.media()) {
        if (use instanceof MediaUse.Stored) {
          media.put(use.media().digest(), use.media().size());
        }
      }
    }
    long mediaBytes = media.values().stream().mapToLong(Long::longValue).sum();
    long estimate = signatures + mediaBytes + (long) (text * TEXT_RATIO) + 512;
    return new PlannedPart(
        position, records.size(), messages, media.size(), meter.total(), estimate);
  }

  private static boolean isMessage(ArchiveRecord record) {
    return record instanceof ArchiveRecord.Edited
        || (record instanceof ArchiveRecord.Signed signed
            && signed.envelope().type() == MessageType.CHAT);
  }
}
