package org.annals.archiver.chunk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.CommunityId;
import org.annals.archiver.GroupId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.wire.CanonicalReader;
import org.annals.archiver.wire.CanonicalWriter;
import org.annals.archiver.wire.MalformedException;
import org.annals.keys.Digest;
import org.annals.keys.PublicKey;
import org.jspecify.annotations.Nullable;

/** Bytes of the public header; field numbers as in {@code docs/format.md}. Stateless. */
final class HeaderCodec {
  private static final int MAX_ENCODER = 64;
  private static final int MAX_FEATURES = 64;

  private HeaderCodec() {}

  static byte[] encode(ChunkHeader header) {
    CanonicalWriter out = new CanonicalWriter(512);
    ChunkPosition position = header.position();
    out.uint64(1, header.format())
        .packed(2, header.requiredFeatures().stream().mapToLong(Integer::longValue).toArray())
        .bytes(3, header.community().toBytes())
        .uint64(4, position.window().startSeconds())
        .uint64(5, position.window().endSeconds())
        .bytes(6, position.group().toBytes())
        .uint64(7, position.part())
        .uint64(8, position.revision());
    header.previous().ifPresent(id -> out.bytes(9, id.toBytes()));
    out.uint64(10, header.codec()).string(11, header.encoder());
    header
        .encryption()
        .ifPresent(
            e ->
                out.startMessage(12)
                    .uint64(1, e.suite())
                    .bytes(2, e.keyId())
                    .bytes(3, e.salt())
                    .endMessage());
    for (SectionInfo section : header.sections()) {
      out.startMessage(13)
          .uint64(1, section.kind())
          .uint64(2, section.storedLength())
          .bytes(3, section.sha256().toBytes())
          .endMessage();
    }
    return out.toByteArray();
  }

  /** Reads a header of any format; what is specific to format 1 is checked by the caller. */
  static ChunkHeader parse(byte[] bytes) throws MalformedException {
    Fields fields = new Fields();
    CanonicalReader reader = new CanonicalReader(bytes);
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> fields.format = reader.uint32(Integer.MAX_VALUE);
        case 2 -> fields.features = features(reader.packed(MAX_FEATURES));
        case 3 -> fields.community = community(reader.exactly(PublicKey.LENGTH));
        case 4 -> fields.start = reader.uint64();
        case 5 -> fields.end = reader.uint64();
        case 6 -> fields.group = GroupId.of(reader.exactly(GroupId.LENGTH));
        case 7 -> fields.part = reader.uint32(Integer.MAX_VALUE);
        case 8 -> fields.revision = reader.uint32(Integer.MAX_VALUE);
        case 9 ->
            fields.previous = Optional.of(new ChunkId(Digest.of(reader.exactly(Digest.LENGTH))));
        case 10 -> fields.codec = reader.uint32(Integer.MAX_VALUE);
        case 11 -> fields.encoder = reader.string(MAX_ENCODER);
        case 12 -> fields.encryption = Optional.of(encryption(reader.message()));
        case 13 -> fields.sections.add(section(reader.presentMessage(), fields.format));
        default -> fields.unknown(reader);
      }
    }
    return fields.header();
  }

  private static List<Integer> features(long[] numbers) throws MalformedException {
    List<Integer> features = new ArrayList<>();
    long last = 0;
    for (long number : numbers) {
      if (number <= last || number > Integer.MAX_VALUE) {
        throw new MalformedException("required features are not ascending");
      }
      last = number;
      features.add((int) number);
    }
    return features;
  }

  private static CommunityId community(byte[] key) throws MalformedException {
    if (key[0] != 2 && key[0] != 3) {
      throw new MalformedException("community id is not a compressed key");
    }
    return new CommunityId(PublicKey.of(key));
  }

  private static EncryptionDescriptor encryption(CanonicalReader reader) throws MalformedException {
    int suite = 0;
    byte[] keyId = new byte[0];
    byte[] salt = new byte[0];
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> suite = reader.uint32(Integer.MAX_VALUE);
        case 2 -> keyId = reader.exactly(16);
        case 3 -> salt = reader.exactly(32);
        default -> reader.extension();
      }
    }
    return new EncryptionDescriptor(suite, keyId, salt);
  }

  private static SectionInfo section(CanonicalReader reader, int format) throws MalformedException {
    int kind = 0;
    long storedLength = 0;
    Digest sha256 = null;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> kind = reader.uint32(Integer.MAX_VALUE);
        case 2 -> storedLength = reader.uint64();
        case 3 -> sha256 = Digest.of(reader.exactly(Digest.LENGTH));
        default -> {
          if (format == ChunkFormat.VERSION) {
            reader.extension();
          } else {
            reader.ignore();
          }
        }
      }
    }
    if (sha256 == null || kind == 0 || storedLength <= 0 || storedLength > 1L << 40) {
      throw new MalformedException("a section of the header is incomplete");
    }
    return new SectionInfo(kind, storedLength, sha256);
  }

  /** The fields while they are being read. */
  private static final class Fields {
    private int format;
    private List<Integer> features = List.of();
    private @Nullable CommunityId community;
    private long start;
    private long end;
    private @Nullable GroupId group;
    private int part;
    private int revision;
    private Optional<ChunkId> previous = Optional.empty();
    private int codec;
    private String encoder = "";
    private Optional<EncryptionDescriptor> encryption = Optional.empty();
    private final List<SectionInfo> sections = new ArrayList<>();

    void unknown(CanonicalReader reader) throws MalformedException {
      if (format == ChunkFormat.VERSION && features.isEmpty()) {
        reader.extension();
      } else {
        reader.ignore();
      }
    }

    ChunkHeader header() throws MalformedException {
      if (format == 0 || community == null || group == null || sections.isEmpty()) {
        throw new MalformedException("a field of the header is missing");
      }
      return new ChunkHeader(
          format,
          features,
          community,
          new ChunkPosition(window(), group, part, revision),
          previous,
          codec,
          encoder,
          encryption,
          sections);
    }

    private TimeWindow window() throws MalformedException {
      long length = TimeWindow.LENGTH.toSeconds();
      if (start < 0 || start > 1L << 50 || start % length != 0 || end != start + length) {
        throw new MalformedException("the window is not one of seven aligned days");
      }
      return new TimeWindow(start / length);
    }
  }
}
