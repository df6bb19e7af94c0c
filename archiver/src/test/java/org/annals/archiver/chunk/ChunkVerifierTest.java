package org.annals.archiver.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.annals.archiver.ChunkId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.seal.SampleCommunity;
import org.annals.archiver.wire.MalformedException;
import org.annals.keys.AnnalsSignatures;
import org.annals.keys.Digest;
import org.annals.keys.SigningKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ChunkVerifierTest {
  @TempDir Path directory;
  private byte[] chunk = new byte[0];

  @BeforeEach
  void make() throws IOException {
    chunk = SampleChunk.bytes(directory);
  }

  private static String reason(ChunkVerdict verdict) {
    assertThat(verdict).isInstanceOf(ChunkVerdict.Rejected.class);
    return ((ChunkVerdict.Rejected) verdict).reason();
  }

  private byte[] withHeader(UnaryOperator<ChunkHeader> change) throws MalformedException {
    ChunkHeader header = HeaderCodec.parse(SampleChunk.header(chunk));
    return SampleChunk.signed(HeaderCodec.encode(change.apply(header)), SampleChunk.body(chunk));
  }

  private static ChunkHeader sections(ChunkHeader h, List<SectionInfo> sections) {
    return new ChunkHeader(
        h.format(),
        h.requiredFeatures(),
        h.community(),
        h.position(),
        h.previous(),
        h.codec(),
        h.encoder(),
        h.encryption(),
        sections);
  }

  @Test
  void verify_untouched_isVerified() {
    assertThat(SampleChunk.verify(chunk)).isInstanceOf(ChunkVerdict.Verified.class);
  }

  @Test
  void verify_anyBitFlipped_isRejected() throws IOException {
    ChunkId id = SampleChunk.id(chunk);
    Path file = Files.write(directory.resolve("flipped"), chunk);
    ChunkVerifier verifier = new ChunkVerifier(SampleChunk.COMMUNITY.curve);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int bit = 0; bit < chunk.length * 8; bit++) {
        byte flipped = (byte) (chunk[bit / 8] ^ (1 << bit % 8));
        channel.write(ByteBuffer.wrap(new byte[] {flipped}), bit / 8);
        assertThat(verifier.verify(file, SampleChunk.COMMUNITY.id, id))
            .as("bit %s", bit)
            .isInstanceOf(ChunkVerdict.Rejected.class);
        channel.write(ByteBuffer.wrap(chunk, bit / 8, 1), bit / 8);
      }
    }
  }

  @Test
  void verify_cutOrExtendedAnywhere_isRejected() {
    ChunkId id = SampleChunk.id(chunk);
    for (int length = 0; length < chunk.length; length += 7) {
      assertThat(SampleChunk.verify(Arrays.copyOf(chunk, length), id))
          .isInstanceOf(ChunkVerdict.Rejected.class);
    }
    assertThat(reason(SampleChunk.verify(Arrays.copyOf(chunk, chunk.length + 1), id)))
        .isEqualTo("the file is not as long as its header says");
  }

  @Test
  void verify_forAnotherCommunity_isRejected() throws IOException {
    CommunityId other = new SampleCommunity("other").id;
    Path file = Files.write(directory.resolve("chunk"), chunk);
    ChunkVerdict verdict =
        new ChunkVerifier(SampleChunk.COMMUNITY.curve).verify(file, other, SampleChunk.id(chunk));
    assertThat(reason(verdict)).isEqualTo("another community");
  }

  @ParameterizedTest
  @EnumSource(value = SigningKind.class, names = "CHUNK", mode = EnumSource.Mode.EXCLUDE)
  void verify_signatureOfAnotherKind_isRejected(SigningKind kind) {
    byte[] header = SampleChunk.header(chunk);
    byte[] signature =
        new AnnalsSignatures(SampleChunk.COMMUNITY.curve)
            .sign(kind, SampleChunk.COMMUNITY.key, Digest.sha256(header))
            .toBytes();
    System.arraycopy(signature, 0, chunk, 12 + header.length, 65);
    assertThat(reason(SampleChunk.verify(chunk))).isEqualTo("header signature is wrong");
  }

  @Test
  void verify_unknownFormatFeatureCodecOrEncryption_isUnsupported() throws MalformedException {
    List<UnaryOperator<ChunkHeader>> changes =
        List.of(
            h -> with(h, 2, List.of(), 1, Optional.empty()),
            h -> with(h, 1, List.of(3, 9), 1, Optional.empty()),
            h -> with(h, 1, List.of(), 7, Optional.empty()),
            h ->
                with(
                    h,
                    1,
                    List.of(),
                    1,
                    Optional.of(new EncryptionDescriptor(1, filled(16), filled(32)))));
    for (UnaryOperator<ChunkHeader> change : changes) {
      assertThat(SampleChunk.verify(withHeader(change)))
          .isInstanceOf(ChunkVerdict.Unsupported.class);
    }
  }

  @Test
  void verify_unsupportedWithWrongSectionHash_isRejected() throws MalformedException {
    byte[] changed = withHeader(h -> with(h, 2, List.of(), 1, Optional.empty()));
    changed[changed.length - 1] ^= 1;
    assertThat(reason(SampleChunk.verify(changed))).isEqualTo("hash of a section is wrong");
  }

  private static byte[] filled(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 1);
    return bytes;
  }

  private static ChunkHeader with(
      ChunkHeader h,
      int format,
      List<Integer> features,
      int codec,
      Optional<EncryptionDescriptor> encryption) {
    return new ChunkHeader(
        format,
        features,
        h.community(),
        h.position(),
        h.previous(),
        codec,
        h.encoder(),
        encryption,
        h.sections());
  }

  @Test
  void verify_extensionFieldInHeader_isKept() {
    byte[] header = SampleChunk.header(chunk);
    byte[] extended = Arrays.copyOf(header, header.length + 4);
    System.arraycopy(new byte[] {(byte) 0xC0, 0x3E, 5}, 0, extended, header.length, 3);
    extended = Arrays.copyOf(extended, header.length + 3);
    assertThat(SampleChunk.verify(SampleChunk.signed(extended, SampleChunk.body(chunk))))
        .isInstanceOf(ChunkVerdict.Verified.class);
  }

  @Test
  void verify_unknownFieldInHeader_isRejected() {
    byte[] header = SampleChunk.header(chunk);
    byte[] extended = Arrays.copyOf(header, header.length + 2);
    extended[header.length] = 14 << 3;
    extended[header.length + 1] = 1;
    assertThat(reason(SampleChunk.verify(SampleChunk.signed(extended, SampleChunk.body(chunk)))))
        .isEqualTo("unknown field 14");
  }

  @Test
  void verify_headerLengthLies_isRejected() {
    for (int lie : new int[] {0, -1, 1 << 20, (1 << 20) + 1, Integer.MAX_VALUE}) {
      byte[] copy = chunk.clone();
      ByteBuffer.wrap(copy).putInt(8, lie);
      assertThat(SampleChunk.verify(copy, SampleChunk.id(chunk)))
          .isInstanceOf(ChunkVerdict.Rejected.class);
    }
  }

  @Test
  void verify_storedLengthLies_isRejected() throws MalformedException {
    for (long lie : new long[] {1, 33 << 20, (33 << 20) + 1, 1L << 31, 1L << 40}) {
      byte[] changed =
          withHeader(
              h -> {
                List<SectionInfo> all = new ArrayList<>(h.sections());
                SectionInfo first = all.get(0);
                all.set(0, new SectionInfo(first.kind(), lie, first.sha256()));
                return sections(h, all);
              });
      assertThat(SampleChunk.verify(changed)).isInstanceOf(ChunkVerdict.Rejected.class);
    }
  }

  @Test
  void verify_sectionsOutOfPlace_areRejected() throws MalformedException {
    byte[] twice =
        withHeader(
            h -> {
              List<SectionInfo> all = new ArrayList<>(h.sections());
              java.util.Collections.reverse(all);
              return sections(h, all);
            });
    assertThat(reason(SampleChunk.verify(twice))).isEqualTo("sections out of place or too long");
  }

  /** An index that says something else than the message sections hold, rightly signed. */
  @Test
  void verify_indexLies_isRejected() throws MalformedException {
    List<UnaryOperator<MessageSectionInfo>> lies =
        List.of(
            s -> info(s, s.rawLength() + 1, s.records(), s.signatures()),
            s -> info(s, ChunkFormat.MAX_RAW_SECTION, s.records(), s.signatures()),
            s -> info(s, s.rawLength(), s.records() + 1, s.signatures()),
            s -> info(s, s.rawLength(), s.records(), s.signatures() - 1),
            s -> info(s, s.rawLength(), s.records(), 0));
    for (UnaryOperator<MessageSectionInfo> lie : lies) {
      assertThat(SampleChunk.verify(withIndex(lie))).isInstanceOf(ChunkVerdict.Rejected.class);
    }
    assertThat(SampleChunk.verify(withIndex(s -> s))).isInstanceOf(ChunkVerdict.Verified.class);
  }

  private static MessageSectionInfo info(
      MessageSectionInfo s, int rawLength, int records, int signatures) {
    return new MessageSectionInfo(
        s.channel(), rawLength, records, signatures, s.firstClock(), s.lastClock());
  }

  private byte[] withIndex(UnaryOperator<MessageSectionInfo> lie) throws MalformedException {
    ChunkHeader header = HeaderCodec.parse(SampleChunk.header(chunk));
    byte[] body = SampleChunk.body(chunk);
    int length = (int) header.sections().get(0).storedLength();
    int raw = ZstdFrame.contentSize(body, 0, length);
    ChunkIndex index = IndexCodec.parse(ZstdFrame.decompress(body, 0, length, raw));
    ChunkIndex changed =
        new ChunkIndex(
            index.channels(),
            index.authors(),
            index.sections().stream().map(lie).toList(),
            index.media(),
            index.counts());
    try (SectionCompressor compressor = new SectionCompressor(SectionCompressor.LEVEL)) {
      byte[] stored = compressor.compress(IndexCodec.encode(changed));
      List<SectionInfo> all = new ArrayList<>(header.sections());
      all.set(0, new SectionInfo(1, stored.length, Digest.sha256(stored)));
      byte[] newBody = Arrays.copyOf(stored, stored.length + body.length - length);
      System.arraycopy(body, length, newBody, stored.length, body.length - length);
      return SampleChunk.signed(HeaderCodec.encode(sections(header, all)), newBody);
    }
  }

  @Test
  void verify_randomBytesBehindAValidSignature_neverThrows() throws MalformedException {
    Random random = new Random(42);
    byte[] body = SampleChunk.body(chunk);
    for (int i = 0; i < 1000; i++) {
      byte[] changed = body.clone();
      for (int k = 0; k <= random.nextInt(4); k++) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      ChunkHeader header = HeaderCodec.parse(SampleChunk.header(chunk));
      List<SectionInfo> rehashed = new ArrayList<>();
      int at = 0;
      for (SectionInfo section : header.sections()) {
        int length = (int) section.storedLength();
        byte[] stored = Arrays.copyOfRange(changed, at, at + length);
        rehashed.add(new SectionInfo(section.kind(), length, Digest.sha256(stored)));
        at += length;
      }
      byte[] file = SampleChunk.signed(HeaderCodec.encode(sections(header, rehashed)), changed);
      assertThat(SampleChunk.verify(file)).isNotNull();
    }
  }
}
