package org.annals.magnetindex.head;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.annals.archiver.ChunkId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.wire.CanonicalReader;
import org.annals.archiver.wire.CanonicalWriter;
import org.annals.archiver.wire.MalformedException;
import org.annals.keys.Digest;
import org.annals.magnetindex.ControlTopics;
import org.annals.magnetindex.announcement.AnnouncementCodec;
import org.annals.magnetindex.announcement.CatalogueLink;
import org.annals.magnetindex.announcement.SignedAnnouncement;
import org.annals.magnetindex.catalogue.CatalogueContent;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.catalogue.CataloguePosition;
import org.annals.magnetindex.catalogue.ContentCodec;
import org.annals.magnetindex.catalogue.RemovedChunk;
import org.annals.magnetindex.catalogue.StampCodec;

/**
 * The durable form of a head: a small mark, written at every change, and the contents, written when
 * a catalogue comes into force. Read back only from this home's own disk.
 */
final class HeadCodec {
  private static final int MARK_RIVALS = 1;
  private static final int MARK_FRESH = 2;
  private static final int MARK_NEWEST = 3;
  private static final int MARK_NEEDS_WORD = 4;
  private static final int MARK_LOST = 5;
  private static final int RIVAL_STAMP = 1;
  private static final int RIVAL_DIGEST = 2;
  private static final int RIVAL_ANNOUNCEMENT = 3;
  private static final int RIVAL_LINK = 4;
  private static final int RIVAL_SERVING = 5;
  private static final int RIVAL_DISPOSITION = 6;
  private static final int LOST_HOUR = 1;
  private static final int LOST_MILLIONTHS = 2;
  private static final int WORD_CATALOGUE = 1;
  private static final int WORD_REMOVED = 2;
  private static final int WORD_OF = 3;
  private static final int CONTENTS_APPLIED = 1;
  private static final int CONTENTS_VANISHED = 2;
  private static final int APPLIED_EPOCH = 1;
  private static final int APPLIED_SEQUENCE = 2;
  private static final int APPLIED_DIGEST = 3;

  private HeadCodec() {}

  static byte[] mark(HeadState state) {
    CanonicalWriter writer = new CanonicalWriter(4_096);
    for (Rival rival : state.rivals()) {
      writer.startMessage(MARK_RIVALS).startMessage(RIVAL_STAMP);
      StampCodec.write(writer, rival.stamp());
      writer.endMessage().bytes(RIVAL_DIGEST, rival.digest().toBytes());
      rival.announcement().ifPresent(signed -> writer.bytes(RIVAL_ANNOUNCEMENT, signed.bytes()));
      rival.link().ifPresent(link -> AnnouncementCodec.writeLink(writer, RIVAL_LINK, link));
      writer
          .bool(RIVAL_SERVING, rival.serving())
          .uint64(RIVAL_DISPOSITION, rival.disposition().number())
          .endMessage();
    }
    writer.uint64(MARK_FRESH, state.freshMillis());
    state.newest().ifPresent(signed -> writer.bytes(MARK_NEWEST, signed.bytes()));
    for (HeadAlert note : state.notes()) {
      if (note instanceof HeadAlert.NeedsWord word) {
        writer
            .startMessage(MARK_NEEDS_WORD)
            .bytes(WORD_CATALOGUE, word.catalogue().toBytes())
            .uint64(WORD_REMOVED, word.removed())
            .uint64(WORD_OF, word.of())
            .endMessage();
      }
    }
    state
        .recent()
        .byHour()
        .forEach(
            (hour, millionths) ->
                writer
                    .startMessage(MARK_LOST)
                    .uint64(LOST_HOUR, hour)
                    .uint64(LOST_MILLIONTHS, millionths)
                    .endMessage());
    return writer.toByteArray();
  }

  static byte[] contents(Contents contents) {
    CanonicalWriter writer = new CanonicalWriter(1_024 + 96 * contents.entries().size());
    for (CataloguePosition position : contents.applied()) {
      writer
          .startMessage(CONTENTS_APPLIED)
          .uint64(APPLIED_EPOCH, position.epoch())
          .uint64(APPLIED_SEQUENCE, position.sequence())
          .bytes(APPLIED_DIGEST, position.digest().toBytes())
          .endMessage();
    }
    for (ChunkId id : contents.vanished().stream().sorted().toList()) {
      writer.presentBytes(CONTENTS_VANISHED, id.toBytes());
    }
    ContentCodec.write(
        writer,
        new CatalogueContent(
            contents.card(),
            contents.policy(),
            contents.sealedUntil(),
            contents.entries().values().stream().sorted().toList(),
            contents.removed().values().stream().sorted().toList()));
    return writer.toByteArray();
  }

  static HeadState read(CommunityId community, byte[] mark, Contents contents)
      throws MalformedException {
    List<Rival> rivals = new ArrayList<>();
    List<HeadAlert> notes = new ArrayList<>();
    long fresh = 0;
    Optional<SignedAnnouncement> newest = Optional.empty();
    SortedMap<Long, Long> lost = new TreeMap<>();
    CanonicalReader reader = new CanonicalReader(mark);
    while (reader.next()) {
      switch (reader.field()) {
        case MARK_RIVALS -> rivals.add(readRival(reader.presentMessage()));
        case MARK_FRESH -> fresh = reader.uint64();
        case MARK_NEWEST -> newest = Optional.of(readAnnouncement(reader));
        case MARK_NEEDS_WORD -> notes.add(readWord(reader.presentMessage()));
        case MARK_LOST -> readLost(reader.presentMessage(), lost);
        default -> reader.extension();
      }
    }
    return new HeadState(community, rivals, fresh, newest, contents, new RecentLosses(lost), notes);
  }

  static Contents readContents(byte[] bytes) throws MalformedException {
    List<CataloguePosition> applied = new ArrayList<>();
    Set<ChunkId> vanished = new HashSet<>();
    ContentCodec content =
        new ContentCodec(Application.MAX_KEPT_ENTRIES, Application.MAX_KEPT_REMOVALS);
    CanonicalReader reader = new CanonicalReader(bytes);
    while (reader.next()) {
      switch (reader.field()) {
        case CONTENTS_APPLIED -> applied.add(readPosition(reader.presentMessage()));
        case CONTENTS_VANISHED ->
            vanished.add(new ChunkId(Digest.of(reader.presentExactly(Digest.LENGTH))));
        default -> content.read(reader);
      }
    }
    CatalogueContent all = content.content();
    Map<ChunkId, CatalogueEntry> entries = new HashMap<>();
    all.entries().forEach(entry -> entries.put(entry.chunk(), entry));
    Map<ChunkId, RemovedChunk> removed =
        all.removed().stream().collect(Collectors.toMap(RemovedChunk::chunk, chunk -> chunk));
    return new Contents(
        applied, all.card(), all.policy(), all.sealedUntil(), entries, removed, vanished);
  }

  private static Rival readRival(CanonicalReader reader) throws MalformedException {
    StampCodec stamp = new StampCodec();
    byte[] digest = {};
    Optional<SignedAnnouncement> announcement = Optional.empty();
    Optional<CatalogueLink> link = Optional.empty();
    boolean serving = false;
    int disposition = 0;
    while (reader.next()) {
      switch (reader.field()) {
        case RIVAL_STAMP -> {
          CanonicalReader inner = reader.message();
          while (inner.next()) {
            if (!stamp.read(inner)) {
              inner.extension();
            }
          }
        }
        case RIVAL_DIGEST -> digest = reader.exactly(Digest.LENGTH);
        case RIVAL_ANNOUNCEMENT -> announcement = Optional.of(readAnnouncement(reader));
        case RIVAL_LINK -> link = Optional.of(AnnouncementCodec.readLink(reader.message()));
        case RIVAL_SERVING -> serving = reader.bool();
        case RIVAL_DISPOSITION -> disposition = reader.uint32(Integer.MAX_VALUE);
        default -> reader.extension();
      }
    }
    return new Rival(
        stamp.stamp(),
        Digest.of(digest),
        announcement,
        link,
        serving,
        Rival.Disposition.of(disposition)
            .orElseThrow(() -> new MalformedException("unknown disposition")));
  }

  private static SignedAnnouncement readAnnouncement(CanonicalReader reader)
      throws MalformedException {
    return AnnouncementCodec.readTrusted(reader.bytes(ControlTopics.MAX_PAYLOAD));
  }

  private static HeadAlert.NeedsWord readWord(CanonicalReader reader) throws MalformedException {
    byte[] catalogue = {};
    int removed = 0;
    int of = 0;
    while (reader.next()) {
      switch (reader.field()) {
        case WORD_CATALOGUE -> catalogue = reader.exactly(Digest.LENGTH);
        case WORD_REMOVED -> removed = reader.uint32(Integer.MAX_VALUE);
        case WORD_OF -> of = reader.uint32(Integer.MAX_VALUE);
        default -> reader.extension();
      }
    }
    return new HeadAlert.NeedsWord(Digest.of(catalogue), removed, of);
  }

  private static void readLost(CanonicalReader reader, SortedMap<Long, Long> lost)
      throws MalformedException {
    long hour = 0;
    long millionths = 0;
    while (reader.next()) {
      switch (reader.field()) {
        case LOST_HOUR -> hour = reader.uint64();
        case LOST_MILLIONTHS -> millionths = reader.uint64();
        default -> reader.extension();
      }
    }
    lost.put(hour, millionths);
  }

  private static CataloguePosition readPosition(CanonicalReader reader) throws MalformedException {
    long epoch = 0;
    long sequence = 0;
    byte[] digest = {};
    while (reader.next()) {
      switch (reader.field()) {
        case APPLIED_EPOCH -> epoch = reader.uint64();
        case APPLIED_SEQUENCE -> sequence = reader.uint64();
        case APPLIED_DIGEST -> digest = reader.exactly(Digest.LENGTH);
        default -> reader.extension();
      }
    }
    return new CataloguePosition(epoch, sequence, Digest.of(digest));
  }
}
