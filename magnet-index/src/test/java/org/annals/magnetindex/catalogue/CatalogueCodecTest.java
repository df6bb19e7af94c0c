package org.annals.magnetindex.catalogue;

import static org.annals.magnetindex.Samples.COMMUNITY;
import static org.annals.magnetindex.Samples.KEY;
import static org.annals.magnetindex.Samples.NOW;
import static org.annals.magnetindex.Samples.SIGNATURES;
import static org.annals.magnetindex.Samples.chunk;
import static org.annals.magnetindex.Samples.draft;
import static org.annals.magnetindex.Samples.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.annals.archiver.ChannelId;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.CommunityId;
import org.annals.archiver.GroupId;
import org.annals.archiver.InfoHash;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.wire.CanonicalWriter;
import org.annals.archiver.wire.MalformedException;
import org.annals.keys.Digest;
import org.annals.keys.Signature65;
import org.annals.keys.SigningKind;
import org.annals.magnetindex.Samples;
import org.junit.jupiter.api.Test;

class CatalogueCodecTest {
  private static final byte[] FILE =
      draft(100)
          .entries(entry(1), entry(2), entry(7, 3_000, 1, 1, chunk(8), chunk(9)))
          .removed(RemovalReason.LEGAL, chunk(5))
          .file();

  private static CatalogueReading read(byte[] file) {
    return CatalogueFile.read(COMMUNITY, file, SIGNATURES);
  }

  @Property(tries = 200)
  void encode_anyCatalogue_decodesToTheSame(@ForAll long seed) throws MalformedException {
    Catalogue catalogue = random(new Random(seed));

    byte[] body = CatalogueCodec.encode(catalogue);

    assertThat(CatalogueCodec.decode(body)).isEqualTo(catalogue);
    assertThat(CatalogueCodec.encode(CatalogueCodec.decode(body))).isEqualTo(body);
  }

  private static Catalogue random(Random random) {
    List<CatalogueEntry> entries = new ArrayList<>();
    for (int i = 0; i < random.nextInt(30); i++) {
      entries.add(randomEntry(random));
    }
    List<RemovedChunk> removed = new ArrayList<>();
    for (int i = 0; i < random.nextInt(5); i++) {
      RemovalReason reason = RemovalReason.of(1 + random.nextInt(3)).orElseThrow();
      removed.add(new RemovedChunk(randomChunk(random), reason, random.nextInt(9)));
    }
    TreeMap<GroupId, Long> marks = new TreeMap<>();
    TreeMap<ChannelId, Duration> rules = new TreeMap<>();
    List<ChannelEntry> channels = new ArrayList<>();
    for (int i = 0; i < random.nextInt(4); i++) {
      ChannelId id = new ChannelId(new UUID(random.nextLong(), random.nextLong()));
      Duration period = Duration.ofSeconds(1 + random.nextInt(1 << 30));
      marks.put(
          i == 0 ? GroupId.PUBLIC : GroupId.autoDelete(period), 1 + random.nextLong(1L << 40));
      rules.put(id, period);
      channels.add(new ChannelEntry(id, "n" + i, i == 0 ? "" : "d", "é", random.nextInt(3)));
    }
    CommunityCard card =
        new CommunityCard(
            random.nextBoolean() ? "" : "name",
            channels.stream().sorted().toList(),
            random.nextBoolean() ? Optional.empty() : Optional.of(Digest.sha256()));
    CatalogueStamp stamp =
        new CatalogueStamp(
            COMMUNITY,
            random.nextInt(3),
            random.nextLong(Long.MAX_VALUE),
            random.nextInt(3),
            InstanceId.random(random),
            random.nextBoolean() ? List.of() : List.of(Digest.sha256(new byte[] {1})));
    return new Catalogue(
        stamp,
        new CatalogueContent(
            card,
            new Policy(random.nextBoolean(), rules),
            marks,
            entries.stream().sorted().toList(),
            removed.stream().sorted().toList()));
  }

  private static ChunkId randomChunk(Random random) {
    return new ChunkId(Digest.sha256(ByteBuffer.allocate(8).putLong(random.nextLong()).array()));
  }

  private static CatalogueEntry randomEntry(Random random) {
    byte[] hash = new byte[InfoHash.LENGTH];
    random.nextBytes(hash);
    List<ChunkId> supersedes = new ArrayList<>();
    for (int i = 0; i < random.nextInt(3); i++) {
      supersedes.add(randomChunk(random));
    }
    return new CatalogueEntry(
        new ChunkPosition(
            new TimeWindow(random.nextInt(4_000)),
            random.nextBoolean() ? GroupId.PUBLIC : GroupId.autoDelete(Duration.ofDays(1)),
            random.nextInt(3),
            random.nextInt(3)),
        InfoHash.of(hash),
        randomChunk(random),
        1 + random.nextLong(1L << 40),
        new ChunkCounts(random.nextInt(5), random.nextInt(5)),
        supersedes.stream().sorted().toList());
  }

  @Test
  void read_ownFile_verifiedWithTheSameDigest() {
    SignedCatalogue signed = draft(100).entries(entry(1)).signed();

    assertThat(read(CatalogueFile.write(signed)))
        .isInstanceOfSatisfying(
            CatalogueReading.Verified.class,
            verified -> {
              assertThat(verified.signed().catalogue()).isEqualTo(signed.catalogue());
              assertThat(verified.signed().digest()).isEqualTo(Digest.sha256(signed.body()));
            });
  }

  @Test
  void read_anyBitFlipped_rejected() {
    for (int bit = 0; bit < FILE.length * 8; bit++) {
      byte[] flipped = FILE.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);

      assertThat(read(flipped)).as("bit %d", bit).isInstanceOf(CatalogueReading.Rejected.class);
    }
  }

  @Test
  void read_anyLength_rejected() {
    for (int length = 0; length < FILE.length; length++) {
      assertThat(read(Arrays.copyOf(FILE, length)))
          .as("length %d", length)
          .isInstanceOf(CatalogueReading.Rejected.class);
    }
    assertThat(read(Arrays.copyOf(FILE, FILE.length + 1)))
        .isInstanceOf(CatalogueReading.Rejected.class);
  }

  @Test
  void read_liedLengths_rejectedWithoutAllocating() {
    for (int lie : new int[] {0, -1, Integer.MAX_VALUE, (16 << 20) + 1, Integer.MIN_VALUE}) {
      byte[] raw = FILE.clone();
      ByteBuffer.wrap(raw).putInt(8, lie);
      byte[] stored = FILE.clone();
      ByteBuffer.wrap(stored).putInt(12, lie);

      assertThat(read(raw)).isInstanceOf(CatalogueReading.Rejected.class);
      assertThat(read(stored)).isInstanceOf(CatalogueReading.Rejected.class);
    }
  }

  @Test
  void read_otherCommunity_rejected() {
    assertThat(
            CatalogueFile.read(
                new CommunityId(Samples.CURVE.publicKey(Samples.OTHER_KEY)), FILE, SIGNATURES))
        .isInstanceOf(CatalogueReading.Rejected.class);
  }

  @Test
  void read_otherKinds_rejected() {
    byte[] body = CatalogueCodec.encode(draft(1).catalogue());
    for (SigningKind kind : SigningKind.values()) {
      byte[] file = file(body, kind);

      if (kind == SigningKind.CATALOGUE) {
        assertThat(read(file)).isInstanceOf(CatalogueReading.Verified.class);
      } else {
        assertThat(read(file)).isInstanceOf(CatalogueReading.Rejected.class);
      }
    }
  }

  private static byte[] file(byte[] body, SigningKind kind) {
    Digest digest = Digest.sha256(body);
    Signature65 signature = SIGNATURES.sign(kind, KEY, digest);
    return CatalogueFile.write(new SignedCatalogue(draft(1).catalogue(), digest, signature, body));
  }

  private static byte[] signedFile(byte[] body) {
    return file(body, SigningKind.CATALOGUE);
  }

  @Test
  void read_newerFormatOrRequiredFeature_unsupported() {
    byte[] newer =
        new CanonicalWriter()
            .uint64(1, 2)
            .bytes(3, COMMUNITY.toBytes())
            .uint64(900, 1)
            .toByteArray();
    byte[] feature =
        new CanonicalWriter().uint64(1, 1).presentString(2, "sealed").uint64(900, 1).toByteArray();

    assertThat(read(signedFile(newer)))
        .isEqualTo(new CatalogueReading.Unsupported(Digest.sha256(newer), "format 2"));
    assertThat(read(signedFile(feature)))
        .isEqualTo(
            new CatalogueReading.Unsupported(Digest.sha256(feature), "required feature sealed"));
  }

  @Test
  void read_extensionField_acceptedAndPartOfTheDigest() {
    byte[] body = CatalogueCodec.encode(draft(1).catalogue());
    byte[] extension = new CanonicalWriter().uint64(1_000, 7).toByteArray();
    byte[] extended = Arrays.copyOf(body, body.length + extension.length);
    System.arraycopy(extension, 0, extended, body.length, extension.length);

    assertThat(read(signedFile(extended)))
        .isInstanceOfSatisfying(
            CatalogueReading.Verified.class,
            verified -> {
              assertThat(verified.signed().catalogue()).isEqualTo(draft(1).catalogue());
              assertThat(verified.signed().digest()).isEqualTo(Digest.sha256(extended));
            });
  }

  @Test
  void read_unknownFieldBelowThousand_rejected() {
    byte[] body = CatalogueCodec.encode(draft(1).catalogue());
    byte[] unknown = new CanonicalWriter().uint64(17, 7).toByteArray();
    byte[] extended = Arrays.copyOf(body, body.length + unknown.length);
    System.arraycopy(unknown, 0, extended, body.length, unknown.length);

    assertThat(read(signedFile(extended))).isInstanceOf(CatalogueReading.Rejected.class);
  }

  @Test
  void catalogue_contradictions_refused() {
    assertThatThrownBy(() -> draft(1).entries(entry(1), entry(1, 9, 0, 0)).catalogue())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> draft(1).entries(entry(1)).removed(RemovalReason.OWNER, chunk(1)).catalogue())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> draft(1).entries(entry(1), entry(2, 5, 0, 1, chunk(1))).catalogue())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> entry(1, 5, 0, 1, chunk(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void position_order_lowerDigestRanksHigher() {
    Digest low = Digest.ofHex("00".repeat(32));
    Digest high = Digest.ofHex("ff".repeat(32));

    assertThat(
            List.of(
                    new CataloguePosition(2, 0, high),
                    new CataloguePosition(1, 5, low),
                    new CataloguePosition(1, 5, high),
                    new CataloguePosition(1, 6, high))
                .stream()
                .sorted())
        .containsExactly(
            new CataloguePosition(1, 5, high),
            new CataloguePosition(1, 5, low),
            new CataloguePosition(1, 6, high),
            new CataloguePosition(2, 0, high));
  }

  @Test
  void write_thousandsOfEntries_staysSmall() {
    List<CatalogueEntry> entries = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      entries.add(entry(i));
    }

    byte[] file =
        draft(NOW.getEpochSecond()).entries(entries.toArray(CatalogueEntry[]::new)).file();

    assertThat(file.length).isLessThan(2_000 * 70);
    assertThat(read(file)).isInstanceOf(CatalogueReading.Verified.class);
  }
}
