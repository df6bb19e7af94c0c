package org.annals.archiver.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.annals.archiver.ChannelId;
import org.annals.archiver.MessageId;
import org.annals.archiver.message.ArchiveRecord;
import org.annals.archiver.message.Carried;
import org.annals.archiver.message.MediaRef;
import org.annals.archiver.message.PayloadPart;
import org.annals.archiver.message.PlaceholderReason;
import org.annals.archiver.message.StatedEnvelope;
import org.annals.archiver.message.TombstoneReason;
import org.annals.archiver.seal.SampleCommunity;
import org.annals.archiver.wire.CanonicalReader;
import org.annals.archiver.wire.CanonicalWriter;
import org.annals.archiver.wire.MalformedException;
import org.annals.keys.Digest;
import org.annals.keys.PublicKey;
import org.annals.keys.Signature65;
import org.junit.jupiter.api.Test;

final class RecordCodecTest {

  /** Records from a seed: every kind, with and without media. */
  private static final class Maker {
    private final Random random;

    Maker(long seed) {
      random = new Random(seed);
    }

    byte[] bytes(int length) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      return bytes;
    }

    MessageId id() {
      return new MessageId(Digest.of(bytes(32)));
    }

    PublicKey author() {
      byte[] key = new byte[33];
      Arrays.fill(key, (byte) random.nextInt(40));
      key[0] = 2;
      return PublicKey.of(key);
    }

    MediaRef media() {
      byte[] bytes = new byte[600 + random.nextInt(20)];
      return new MediaRef(Digest.sha256(bytes), bytes.length, "", "image/png");
    }

    StatedEnvelope envelope(List<MediaUse> uses) {
      List<PayloadPart> parts = new ArrayList<>();
      boolean inline = random.nextBoolean();
      do {
        if (inline) {
          parts.add(new PayloadPart.Inline(bytes(1 + random.nextInt(300))));
        } else {
          MediaRef media = media();
          parts.add(new PayloadPart.Media(media));
          uses.add(stored(media));
        }
        inline = !inline;
      } while (random.nextInt(3) == 0);
      return new StatedEnvelope(
          author(), Signature65.of(bytes(65)), 1 + random.nextInt(200), parts);
    }

    static MediaUse stored(MediaRef media) {
      byte[] bytes = new byte[(int) media.size()];
      return new MediaUse.Stored(media, () -> new ByteArrayInputStream(bytes));
    }

    PlacedRecord record() {
      List<MediaUse> uses = new ArrayList<>();
      ChannelId channel = SampleCommunity.channel(random.nextInt(300));
      ArchiveRecord record =
          switch (random.nextInt(3)) {
            case 0 -> new ArchiveRecord.Signed(envelope(uses));
            case 1 -> new ArchiveRecord.Edited(id(), envelope(uses), carried(uses));
            default -> tombstone(channel, uses);
          };
      return PlacedRecord.of(channel, random.nextInt(1 << 20), id(), record, uses);
    }

    private Carried carried(List<MediaUse> uses) {
      List<MediaRef> media = new ArrayList<>();
      for (int i = random.nextInt(3); i > 0; i--) {
        media.add(media());
        uses.add(stored(media.get(media.size() - 1)));
      }
      return new Carried(
          random.nextInt(5) == 0 ? 0 : random.nextLong() >>> 1,
          random.nextInt(1 << 30),
          random.nextBoolean() ? Optional.of(id()) : Optional.empty(),
          random.nextBoolean() ? "Zoë" : "",
          random.nextInt(20),
          random.nextBoolean() ? "album" : "",
          random.nextInt(3),
          media);
    }

    private ArchiveRecord tombstone(ChannelId channel, List<MediaUse> uses) {
      Optional<StatedEnvelope> deletion =
          random.nextBoolean() ? Optional.of(envelope(uses)) : Optional.empty();
      TombstoneReason reason = TombstoneReason.ofNumber(1 + random.nextInt(6)).orElseThrow();
      return new ArchiveRecord.Tombstone(id(), channel, random.nextInt(1 << 30), reason, deletion);
    }
  }

  private static ChunkIndex index(PartTables tables) {
    List<MediaEntry> media = new ArrayList<>();
    long offset = 0;
    for (MediaUse use : tables.media()) {
      MediaRef ref = use.media();
      media.add(new MediaEntry.Archived(ref.digest(), ref.size(), ref.mediaType(), offset));
      offset += ref.size();
    }
    return new ChunkIndex(
        tables.channels(), tables.authors(), List.of(), media, new ContentCounts(0, 0, 0, 0));
  }

  /** Equal but for payload arrays, which records compare by identity. */
  private static String shown(ArchiveRecord record, Optional<StatedEnvelope> envelope) {
    String rest =
        record instanceof ArchiveRecord.Edited e
            ? e.id() + " " + e.carried()
            : record instanceof ArchiveRecord.Tombstone t
                ? t.target() + " " + t.channel() + " " + t.clock() + " " + t.reason()
                : "signed";
    StringBuilder text = new StringBuilder(rest);
    envelope.ifPresent(
        e -> {
          text.append(e.author()).append(e.signature()).append(e.type());
          for (PayloadPart part : e.payload()) {
            text.append(part instanceof PayloadPart.Inline i ? Arrays.toString(i.bytes()) : part);
          }
        });
    return text.toString();
  }

  @Property(tries = 300)
  void records_writtenAndRead_areTheSame(@ForAll long seed, @ForAll boolean shared)
      throws MalformedException {
    Maker maker = new Maker(seed);
    List<PlacedRecord> records = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      records.add(maker.record());
    }
    PartTables tables = new PartTables(records);
    ChunkIndex index = index(tables);
    RecordWriter writer = new RecordWriter(tables);
    RecordReader reader = new RecordReader(index);
    for (PlacedRecord record : records) {
      CanonicalWriter out = new CanonicalWriter();
      writer.append(out, record, shared);
      CanonicalReader in = new CanonicalReader(out.toByteArray());
      assertThat(in.next()).isTrue();
      Iterator<Signature65> signatures =
          record.envelope().map(StatedEnvelope::signature).stream().iterator();
      int channel =
          shared
              ? MessageSectionInfo.SHARED
              : tables.channel(Objects.requireNonNull(record.channel()));
      SectionRecord read = reader.read(in.presentMessage(), channel, signatures::next);
      assertThat(read.channel()).isEqualTo(record.channel());
      assertThat(shown(read.record(), read.envelope()))
          .isEqualTo(shown(record.record(), record.envelope()));
    }
  }

  /** With so many authors, channels and media that every index takes four bytes. */
  @Property(tries = 300)
  void cost_anyRecord_isLengthWithFourByteIndices(@ForAll long seed) {
    PlacedRecord record = new Maker(seed).record();
    CanonicalWriter out = new CanonicalWriter();
    new RecordWriter(new FourByteTables(List.of(record))).append(out, record, true);
    assertThat(record.cost()).isEqualTo(out.size());
  }

  private static final class FourByteTables extends PartTables {
    private static final int FOUR_BYTES = 1 << 21;

    FourByteTables(List<PlacedRecord> walk) {
      super(walk);
    }

    @Override
    int channel(ChannelId channel) {
      return FOUR_BYTES;
    }

    @Override
    int author(PublicKey author) {
      return FOUR_BYTES;
    }

    @Override
    int media(Digest digest) {
      return FOUR_BYTES;
    }
  }

  private static void assertRefused(CanonicalWriter record, String reason) {
    PublicKey author = new Maker(1).author();
    MediaRef media = new Maker(1).media();
    ChunkIndex index =
        new ChunkIndex(
            List.of(SampleCommunity.channel(1)),
            List.of(author),
            List.of(),
            List.of(
                new MediaEntry.Archived(media.digest(), media.size(), "", 0),
                new MediaEntry.Placeholder(Digest.sha256(), 5, "", "", PlaceholderReason.MISSING)),
            new ContentCounts(0, 0, 0, 0));
    assertThatThrownBy(
            () ->
                new RecordReader(index)
                    .read(
                        new CanonicalReader(record.toByteArray()),
                        MessageSectionInfo.SHARED,
                        () -> Signature65.of(new byte[65])))
        .isInstanceOf(MalformedException.class)
        .hasMessage(reason);
  }

  private static CanonicalWriter record() {
    return new CanonicalWriter();
  }

  private static final byte[] SOME = {1, 2, 3};

  @Test
  void read_brokenRecords_areRefused() {
    assertRefused(record(), "a record is incomplete or contradicts itself");
    assertRefused(record().uint64(1, 2).uint64(3, 1).bytes(4, SOME), "number out of range");
    assertRefused(record().uint64(2, 1).uint64(3, 1).bytes(4, SOME), "number out of range");
    assertRefused(record().uint64(1, 1).bytes(4, SOME), "an envelope has no type");
    assertRefused(record().uint64(1, 1).uint64(3, 1), "an envelope has no author or no payload");
    assertRefused(
        record().uint64(3, 1).bytes(4, SOME).startMessage(5).presentUint64(2, 0).endMessage(),
        "a payload stands twice or has too many parts");
    assertRefused(
        record().uint64(3, 1).startMessage(5).bytes(1, SOME).endMessage(),
        "inline parts are too long or needless");
    assertRefused(
        record()
            .uint64(3, 1)
            .startMessage(5)
            .bytes(1, SOME)
            .endMessage()
            .startMessage(5)
            .bytes(1, SOME)
            .endMessage(),
        "neighbouring inline parts");
    assertRefused(record().uint64(3, 1).startMessage(5).endMessage(), "a part is empty");
    assertRefused(
        record().uint64(3, 1).startMessage(5).bytes(1, SOME).presentUint64(2, 0).endMessage(),
        "a part is two things");
    for (long number : new long[] {1, 2, -1}) {
      assertRefused(
          record().uint64(3, 1).startMessage(5).presentUint64(2, number).endMessage(),
          "a media index names no archived bytes");
    }
    assertRefused(
        record().uint64(3, 1).bytes(4, SOME).startMessage(6).uint64(2, 5).endMessage(),
        "an edited record names no message");
    assertRefused(
        record().uint64(1, 1).startMessage(7).uint64(2, 5).endMessage(),
        "a tombstone is incomplete");
    assertRefused(
        record().uint64(1, 1).startMessage(7).bytes(1, new byte[32]).uint64(3, 99).endMessage(),
        "a tombstone is incomplete");
    assertRefused(record().uint64(3, 1).bytes(4, SOME).uint64(8, 1), "unknown field 8");
    assertRefused(
        record().uint64(3, 1).bytes(4, new byte[ChunkFormat.MAX_INLINE + 1]),
        "longer than its cap");
  }
}
