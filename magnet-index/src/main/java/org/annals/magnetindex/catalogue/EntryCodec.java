package org.annals.magnetindex.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.GroupId;
import org.annals.archiver.InfoHash;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.wire.CanonicalReader;
import org.annals.archiver.wire.CanonicalWriter;
import org.annals.archiver.wire.MalformedException;
import org.annals.keys.Digest;

/** One entry, the same in catalogues and announcements. The public group is written as none. */
public final class EntryCodec {
  private static final int WINDOW = 1;
  private static final int GROUP = 2;
  private static final int PART = 3;
  private static final int REVISION = 4;
  private static final int INFO_HASH = 5;
  private static final int CHUNK = 6;
  private static final int SIZE = 7;
  private static final int MESSAGES = 8;
  private static final int IMAGES = 9;
  private static final int SUPERSEDES = 10;

  private long window;
  private GroupId group = GroupId.PUBLIC;
  private int part;
  private int revision;
  private Optional<InfoHash> infoHash = Optional.empty();
  private Optional<ChunkId> chunk = Optional.empty();
  private long size;
  private long messages;
  private long images;
  private final List<ChunkId> supersedes = new ArrayList<>();

  private EntryCodec() {}

  /** Writes an entry as a nested message. */
  public static void write(CanonicalWriter writer, int field, CatalogueEntry entry) {
    ChunkPosition position = entry.position();
    writer.startMessage(field).uint64(WINDOW, position.window().index());
    writeGroup(writer, GROUP, position.group());
    writer
        .uint64(PART, position.part())
        .uint64(REVISION, position.revision())
        .bytes(INFO_HASH, entry.infoHash().toBytes())
        .bytes(CHUNK, entry.chunk().toBytes())
        .uint64(SIZE, entry.size())
        .uint64(MESSAGES, entry.counts().messages())
        .uint64(IMAGES, entry.counts().images());
    for (ChunkId old : entry.supersedes()) {
      writer.presentBytes(SUPERSEDES, old.toBytes());
    }
    writer.endMessage();
  }

  /** Reads an entry to its end. */
  public static CatalogueEntry read(CanonicalReader reader) throws MalformedException {
    EntryCodec fields = new EntryCodec();
    while (reader.next()) {
      fields.field(reader);
    }
    return fields.entry();
  }

  static void writeGroup(CanonicalWriter writer, int field, GroupId group) {
    if (!group.equals(GroupId.PUBLIC)) {
      writer.bytes(field, group.toBytes());
    }
  }

  static GroupId readGroup(CanonicalReader reader) throws MalformedException {
    GroupId group = GroupId.of(reader.exactly(GroupId.LENGTH));
    if (group.equals(GroupId.PUBLIC)) {
      throw new MalformedException("a default is written out");
    }
    return group;
  }

  private void field(CanonicalReader reader) throws MalformedException {
    switch (reader.field()) {
      case WINDOW -> window = StampCodec.positive(reader.uint64());
      case GROUP -> group = readGroup(reader);
      case PART -> part = reader.uint32(Integer.MAX_VALUE);
      case REVISION -> revision = reader.uint32(Integer.MAX_VALUE);
      case INFO_HASH -> infoHash = Optional.of(InfoHash.of(reader.exactly(InfoHash.LENGTH)));
      case CHUNK -> chunk = Optional.of(new ChunkId(Digest.of(reader.exactly(Digest.LENGTH))));
      case SIZE -> size = StampCodec.positive(reader.uint64());
      case MESSAGES -> messages = StampCodec.positive(reader.uint64());
      case IMAGES -> images = StampCodec.positive(reader.uint64());
      case SUPERSEDES -> {
        if (supersedes.size() == CatalogueLimits.MAX_SUPERSEDES) {
          throw new MalformedException("too many superseded chunks");
        }
        supersedes.add(new ChunkId(Digest.of(reader.presentExactly(Digest.LENGTH))));
      }
      default -> reader.extension();
    }
  }

  private CatalogueEntry entry() throws MalformedException {
    if (infoHash.isEmpty() || chunk.isEmpty()) {
      throw new MalformedException("an entry without info hash or chunk id");
    }
    try {
      return new CatalogueEntry(
          new ChunkPosition(new TimeWindow(window), group, part, revision),
          infoHash.get(),
          chunk.get(),
          size,
          new ChunkCounts(messages, images),
          supersedes);
    } catch (IllegalArgumentException e) {
      throw Malformed.of(e);
    }
  }
}
