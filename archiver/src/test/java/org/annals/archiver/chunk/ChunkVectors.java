package org.annals.archiver.chunk;

import com.github.luben.zstd.ZstdCompressCtx;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.annals.archiver.ChannelId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.GroupId;
import org.annals.archiver.MessageId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.message.Attachment;
import org.annals.archiver.message.ChatMessageBuilder;
import org.annals.archiver.message.TombstoneReason;
import org.annals.archiver.seal.ExistingPart;
import org.annals.archiver.seal.MemorySource;
import org.annals.archiver.seal.PackBench;
import org.annals.archiver.seal.PackedChunk;
import org.annals.archiver.seal.SampleCommunity;
import org.annals.archiver.seal.SampleItem;
import org.annals.archiver.seal.SealRules;
import org.annals.archiver.wire.MalformedException;
import org.annals.keys.AnnalsSignatures;
import org.annals.keys.Digest;
import org.annals.keys.SigningKind;
import org.annals.quota.StorageKind;

/** Makes the golden chunks of FORMAT section 9, good and bad. For tests. */
final class ChunkVectors {
  static final SampleCommunity COMMUNITY = new SampleCommunity("golden");
  private static final TimeWindow WINDOW = PackBench.WINDOW;
  private static final long LIMIT = WINDOW.foldLimitMillis();
  private static final BigInteger ORDER =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

  private final Path directory;
  private final Map<String, byte[]> files = new LinkedHashMap<>();

  private ChunkVectors(Path directory) {
    this.directory = directory;
  }

  /** Name to bytes; good ones first. */
  static Map<String, byte[]> make(Path directory) throws IOException, MalformedException {
    ChunkVectors vectors = new ChunkVectors(directory);
    vectors.good();
    vectors.bad();
    return vectors.files;
  }

  private static ChannelId channel(int number) {
    return SampleCommunity.channel(number);
  }

  private void good() throws IOException {
    byte[] picture = new byte[600];
    Arrays.fill(picture, (byte) 'p');
    SampleItem sealed = COMMUNITY.text("ann", channel(1), PackBench.at(0), "first moment");
    PackBench bench = new PackBench(COMMUNITY, directory);
    bench.rules = rules(Map.of());
    PackedChunk first = pack("first", bench, WINDOW, firstPart(sealed, picture));
    bench.existing = List.of(new ExistingPart(first.id(), first.position()));
    bench.known.with(sealed);
    SampleItem removed = COMMUNITY.text("eve", channel(2), PackBench.at(9), "removed");
    bench.known.with(removed);
    bench.rules = rules(Map.of(removed.id(), TombstoneReason.LEGAL));
    pack(
        "addendum",
        bench,
        WINDOW,
        MemorySource.of(
            COMMUNITY.edit("ann", sealed, PackBench.at(70_000), "a late edit"),
            COMMUNITY.image("bob", channel(2), PackBench.at(71_000), picture, "")));
    PackBench next = new PackBench(COMMUNITY, directory);
    next.rules = rules(Map.of());
    next.known.with(sealed);
    pack(
        "limit",
        next,
        TimeWindow.ofClock(LIMIT),
        MemorySource.of(
            COMMUNITY.edit("ann", sealed, LIMIT, "beyond the limit"),
            COMMUNITY.reaction("bob", sealed, LIMIT, 1, false),
            COMMUNITY.deletion(
                "ann", COMMUNITY.text("ann", channel(2), PackBench.at(5), "unknown"), LIMIT)));
    PackBench deleting = new PackBench(COMMUNITY, directory);
    deleting.known.with(sealed);
    pack(
        "limit-deletion",
        deleting,
        TimeWindow.ofClock(LIMIT),
        MemorySource.of(COMMUNITY.deletion("ann", sealed, LIMIT)));
    pack("imported", new PackBench(COMMUNITY, directory), WINDOW, imports());
    replacement(sealed);
  }

  private static SealRules rules(Map<MessageId, TombstoneReason> removed) {
    return new SealRules(
        c -> Optional.of(GroupId.PUBLIC), Set.of(COMMUNITY.member("mod")), Set.of(), removed);
  }

  private static MemorySource firstPart(SampleItem sealed, byte[] picture) {
    List<SampleItem> items = new ArrayList<>();
    items.add(sealed);
    items.add(COMMUNITY.text("bob", channel(2), PackBench.at(604_799_999), "last moment"));
    items.add(COMMUNITY.text("bob", channel(1), PackBench.at(50), "equal clocks, one"));
    items.add(COMMUNITY.text("ann", channel(1), PackBench.at(50), "equal clocks, two"));
    ChatMessageBuilder reply =
        COMMUNITY
            .payloads
            .chat(channel(1), PackBench.at(60))
            .text("ja, ¿no? 👍")
            .reply(sealed.id());
    items.add(COMMUNITY.chat("bob", channel(1), PackBench.at(60), reply));
    SampleItem edited = COMMUNITY.text("ann", channel(2), PackBench.at(70), "before the edit");
    items.add(edited);
    items.add(COMMUNITY.edit("ann", edited, PackBench.at(80), "losing edit"));
    items.add(COMMUNITY.edit("ann", edited, LIMIT - 1, "winning edit, just in time"));
    SampleItem image = COMMUNITY.image("ann", channel(2), PackBench.at(90), picture, "album");
    items.add(image);
    items.add(COMMUNITY.edit("ann", image, PackBench.at(95), "a caption"));
    items.add(COMMUNITY.image("bob", channel(1), PackBench.at(91), picture, ""));
    items.add(COMMUNITY.image("bob", channel(1), PackBench.at(92), new byte[511], ""));
    SampleItem deleted = COMMUNITY.text("ann", channel(1), PackBench.at(100), "deleted");
    items.add(deleted);
    items.add(COMMUNITY.deletion("ann", deleted, LIMIT - 1));
    SampleItem moderated = COMMUNITY.text("eve", channel(1), PackBench.at(110), "spam");
    items.add(moderated);
    items.add(COMMUNITY.deletion("mod", moderated, PackBench.at(111)));
    items.add(COMMUNITY.reaction("bob", sealed, LIMIT - 1, 2, false));
    items.add(COMMUNITY.pin("mod", sealed, PackBench.at(120), true));
    items.add(COMMUNITY.text("mallory", channel(3), PackBench.at(130), "goes with its author"));
    items.add(COMMUNITY.memberDeletion("owner", "mallory", PackBench.at(140)));
    for (int i = 0; i < 17; i++) {
      String text = "a channel of its own ".repeat(195);
      items.add(COMMUNITY.text("ann", channel(9), PackBench.at(1000 + i), text));
    }
    return MemorySource.of(items);
  }

  private static MemorySource imports() {
    MemorySource source = new MemorySource();
    byte[] png = new byte[100];
    Digest there = source.addMedia(png);
    Digest gone = Digest.sha256(new byte[7]);
    List<Attachment> attachments =
        List.of(
            new Attachment(
                Attachment.Kind.IMAGE,
                new Attachment.Stored(there),
                png.length,
                "here.png",
                "image/png",
                0,
                0),
            new Attachment(
                Attachment.Kind.FILE,
                new Attachment.Stored(gone),
                7,
                "gone.zip",
                "application/zip",
                0,
                0));
    source.add(COMMUNITY.imported("4711", PackBench.at(5), "from afar", 77, attachments));
    return source;
  }

  private void replacement(SampleItem sealed) throws IOException {
    PackBench bench = new PackBench(COMMUNITY, directory);
    PackedChunk packed = bench.pack(sealed).chunks().get(0);
    List<PlacedRecord> walk = new ArrayList<>();
    try (ChunkReader reader = bench.open(packed)) {
      for (SectionRecord record : ((SectionOutcome.Read) reader.section(0)).records()) {
        walk.add(
            PlacedRecord.of(
                record.channel(), sealed.clock(), sealed.id(), record.record(), List.of()));
      }
    }
    Files.delete(packed.file());
    Path file = directory.resolve("replacement");
    ChunkPosition position = new ChunkPosition(WINDOW, GroupId.PUBLIC, 0, 1);
    try (ChunkWriter writer =
        new ChunkWriter(COMMUNITY.signer(), bench.storage, StorageKind.CHUNK)) {
      writer.write(new ChunkDraft(COMMUNITY.id, position, Optional.empty(), walk), file);
    }
    keep("replacement", file);
  }

  private PackedChunk pack(String name, PackBench bench, TimeWindow window, MemorySource source)
      throws IOException {
    PackedChunk chunk = bench.pack(window, source).chunks().get(0);
    keep(name, chunk.file());
    return chunk;
  }

  private void keep(String name, Path file) throws IOException {
    files.put(name, Files.readAllBytes(file));
    Files.delete(file);
  }

  private byte[] base() {
    return Objects.requireNonNull(files.get("replacement"));
  }

  private void bad() throws MalformedException {
    byte[] header = SampleChunk.header(base());
    byte[] body = SampleChunk.body(base());
    ChunkHeader parsed = HeaderCodec.parse(header);
    files.put("unsupported-format", resigned(withFormat(parsed, 2, Optional.empty()), body));
    EncryptionDescriptor descriptor = new EncryptionDescriptor(1, filled(16, 1), filled(32, 2));
    files.put(
        "unsupported-encryption", resigned(withFormat(parsed, 1, Optional.of(descriptor)), body));
    for (SigningKind kind : SigningKind.values()) {
      if (kind != SigningKind.CHUNK) {
        String name = new String(kind.bytes(), StandardCharsets.US_ASCII);
        files.put("bad-kind-" + name, withSignature(signature(kind, header)));
      }
    }
    files.put("bad-high-s", withSignature(highS(signature(SigningKind.CHUNK, header))));
    files.put("bad-long-varint", resigned(longVarint(header), body));
    files.put("bad-duplicate-field", resigned(concat(new byte[] {8, 1}, header), body));
    files.put("bad-unknown-field", resigned(concat(header, new byte[] {14 << 3, 1}), body));
    files.put("bad-default-written", resigned(writtenDefault(header), body));
    files.put("bad-trailing-byte", concat(base(), new byte[] {0}));
    files.put("bad-two-frames", rebuilt(parsed, body, true));
    files.put("bad-checksum-frame", rebuilt(parsed, body, false));
    SampleCommunity other = new SampleCommunity("another");
    ChunkHeader foreign =
        new ChunkHeader(
            1,
            List.of(),
            other.id,
            parsed.position(),
            parsed.previous(),
            1,
            parsed.encoder(),
            Optional.empty(),
            parsed.sections());
    byte[] foreignHeader = HeaderCodec.encode(foreign);
    files.put("bad-other-community", signedBy(other, foreignHeader, body));
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static byte[] withFormat(
      ChunkHeader h, int format, Optional<EncryptionDescriptor> encryption) {
    return HeaderCodec.encode(
        new ChunkHeader(
            format,
            List.of(),
            h.community(),
            h.position(),
            h.previous(),
            h.codec(),
            h.encoder(),
            encryption,
            h.sections()));
  }

  private static byte[] signature(SigningKind kind, byte[] header) {
    return new AnnalsSignatures(COMMUNITY.curve)
        .sign(kind, COMMUNITY.key, Digest.sha256(header))
        .toBytes();
  }

  private byte[] withSignature(byte[] signature) {
    byte[] changed = base().clone();
    int at = 12 + SampleChunk.header(changed).length;
    System.arraycopy(signature, 0, changed, at, 65);
    return changed;
  }

  /** The other valid s of the same signature: mathematically right, refused all the same. */
  private static byte[] highS(byte[] signature) {
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
    byte[] high = ORDER.subtract(s).toByteArray();
    byte[] changed = signature.clone();
    System.arraycopy(high, high.length - 32, changed, 32, 32);
    changed[64] ^= 1;
    return changed;
  }

  /** Field 1 (format) as a varint of two bytes. */
  private static byte[] longVarint(byte[] header) {
    return concat(new byte[] {8, (byte) 0x81, 0}, Arrays.copyOfRange(header, 2, header.length));
  }

  /** Part 0 written out behind the group, which ends at byte 67. */
  private static byte[] writtenDefault(byte[] header) {
    byte[] before = Arrays.copyOf(header, 67);
    return concat(
        concat(before, new byte[] {7 << 3, 0}), Arrays.copyOfRange(header, 67, header.length));
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] all = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, all, one.length, other.length);
    return all;
  }

  private static byte[] resigned(byte[] header, byte[] body) {
    return signedBy(COMMUNITY, header, body);
  }

  private static byte[] signedBy(SampleCommunity community, byte[] header, byte[] body) {
    byte[] signature =
        new AnnalsSignatures(community.curve)
            .sign(SigningKind.CHUNK, community.key, Digest.sha256(header))
            .toBytes();
    byte[] start = concat(ChunkFormat.magic(), new byte[] {0, 0, 0, 0});
    ByteBuffer.wrap(start).putInt(8, header.length);
    return concat(concat(start, header), concat(signature, body));
  }

  /** The chunk with its message section compressed against the rules. */
  private static byte[] rebuilt(ChunkHeader header, byte[] body, boolean twice)
      throws MalformedException {
    int indexLength = (int) header.sections().get(0).storedLength();
    byte[] section = Arrays.copyOfRange(body, indexLength, body.length);
    int rawLength = ZstdFrame.contentSize(section, 65, section.length - 65);
    byte[] raw = ZstdFrame.decompress(section, 65, section.length - 65, rawLength);
    byte[] signatures = Arrays.copyOf(section, 65);
    byte[] changed;
    if (twice) {
      changed = concat(section, Arrays.copyOfRange(section, 65, section.length));
    } else {
      try (ZstdCompressCtx zstd = new ZstdCompressCtx().setChecksum(true)) {
        changed = concat(signatures, zstd.compress(raw));
      }
    }
    List<SectionInfo> sections = new ArrayList<>(header.sections());
    sections.set(1, new SectionInfo(2, changed.length, Digest.sha256(changed)));
    byte[] newHeader =
        HeaderCodec.encode(
            new ChunkHeader(
                1,
                List.of(),
                header.community(),
                header.position(),
                header.previous(),
                1,
                header.encoder(),
                Optional.empty(),
                sections));
    return resigned(newHeader, concat(Arrays.copyOf(body, indexLength), changed));
  }
}
