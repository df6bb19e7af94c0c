package org.annals.importer.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.annals.archiver.seal.SourceEntry;
import org.annals.importer.disk.FileGrowth;
import org.annals.keys.Digest;

/** What is left of a segment when settled messages go. */
final class SegmentCopy {
  private final Segment from;
  private final Set<Long> keptOffsets = new HashSet<>();
  private final Set<Digest> keptMedia = new HashSet<>();
  private int kept;
  private boolean drops;

  SegmentCopy(Segment from, JournalIndex index, Predicate<SourceEntry> settled) throws IOException {
    this.from = from;
    walk(
        (at, length, body) -> {
          if (body.get(body.position()) == EntryCodec.MESSAGE) {
            decide(at, EntryCodec.decodeHead(body), index, settled);
          }
        });
    walk(
        (at, length, body) -> {
          int head = body.position();
          if (body.get(head) == EntryCodec.BLOB) {
            Digest digest = Digest.of(EntryCodec.take(body.position(head + 1), Digest.LENGTH));
            if (keptMedia.contains(digest)) {
              keptOffsets.add(at);
            } else {
              drops = true;
            }
          }
        });
  }

  private void decide(
      long at, JournalMessage message, JournalIndex index, Predicate<SourceEntry> settled) {
    long locator = index.locator(from, at);
    if (!index.isCurrent(message.id(), locator)
        || settled.test(JournalIndex.entry(message, locator))) {
      drops = true;
      return;
    }
    kept++;
    keptOffsets.add(at);
    for (JournalMedia media : message.media()) {
      keptMedia.add(media.digest());
    }
  }

  private void walk(SegmentScan.Visitor visitor) throws IOException {
    new SegmentScan(from.reader()).walk(Segment.HEADER, visitor);
  }

  int kept() {
    return kept;
  }

  boolean dropsAny() {
    return drops;
  }

  /** Writes what stays into another file, durable on return; its bytes stay counted. */
  void writeTo(Path target, FileGrowth growth) throws IOException {
    Segment copy = Segment.open(target, from.window(), growth, new ReadAhead());
    try {
      walk(
          (at, length, body) -> {
            if (keptOffsets.contains(at)) {
              ByteBuffer whole = ByteBuffer.allocate(EntryCodec.FRAME + length);
              SegmentReader.readFully(from::read, whole, at);
              copy.append(whole.flip());
            }
          });
      copy.force();
    } finally {
      copy.release();
    }
  }
}
