package org.annals.magnetindex.announcement;

import static org.annals.magnetindex.Samples.COMMUNITY;
import static org.annals.magnetindex.Samples.NOW;
import static org.annals.magnetindex.Samples.SIGNATURES;
import static org.annals.magnetindex.Samples.draft;
import static org.annals.magnetindex.Samples.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.annals.archiver.CommunityId;
import org.annals.archiver.wire.CanonicalWriter;
import org.annals.keys.Digest;
import org.annals.keys.PrivateKey;
import org.annals.keys.Signature65;
import org.annals.keys.SigningKind;
import org.annals.magnetindex.Samples;
import org.annals.magnetindex.catalogue.CatalogueStamp;
import org.annals.magnetindex.head.CatalogueHead;
import org.annals.magnetindex.head.HeadOutcome;
import org.annals.magnetindex.head.InMemoryCatalogueStore;
import org.annals.testkit.VirtualClock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whoever has not the key changes nothing: nothing is accepted, nothing is written (threat T1). */
class ForgedAnnouncementsTest {
  private static final SignedAnnouncement TRUE =
      AnnouncementFit.sign(
          new AnnouncementFit.Wish(
              draft(100).stamp(),
              Samples.link(draft(100).signed()),
              true,
              List.of(entry(1), entry(2), entry(3)),
              List.of()),
          Samples.KEY,
          SIGNATURES);

  @Test
  void forged_fewThousand_noneAccepted() throws IOException {
    run(4_000);
  }

  @Test
  @Tag("slow")
  void forged_hundredThousand_noneAccepted() throws IOException {
    run(100_000);
  }

  private static void run(int count) throws IOException {
    Random random = new Random(20_261_101);
    InMemoryCatalogueStore store = new InMemoryCatalogueStore();
    VirtualClock clock = new VirtualClock(NOW);
    CatalogueHead head =
        CatalogueHead.open(
            COMMUNITY, new CatalogueHead.Surroundings(store, SIGNATURES, clock, clock.ticker()));
    for (int i = 0; i < count; i++) {
      byte[] forged = forge(random, i);
      clock.advance(Duration.ofMillis(20));
      assertThat(head.hear(forged)).as("input %d", i).isInstanceOf(HeadOutcome.Rejected.class);
    }
    assertThat(store.savings()).isZero();
    assertThat(head.view().accepted()).isEmpty();
    assertThat(head.hear(TRUE.bytes())).isInstanceOf(HeadOutcome.Accepted.class);
  }

  private static byte[] forge(Random random, int number) {
    byte[] bytes = TRUE.bytes().clone();
    return switch (number % 10) {
      case 0 -> flipped(bytes, random, 1);
      case 1 -> flipped(bytes, random, 2 + random.nextInt(8));
      case 2 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 3 -> Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(50));
      case 4 -> signedBy(Samples.OTHER_KEY, SigningKind.ANNOUNCEMENT, random);
      case 5 -> signedBy(Samples.KEY, otherKind(random), random);
      case 6 -> twice(bytes, random);
      case 7 -> swappedBody(random);
      case 8 -> otherCommunity(random);
      default -> noise(random);
    };
  }

  private static byte[] flipped(byte[] bytes, Random random, int flips) {
    byte[] original = bytes.clone();
    do {
      for (int i = 0; i < flips; i++) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
    } while (Arrays.equals(bytes, original));
    return bytes;
  }

  private static SigningKind otherKind(Random random) {
    List<SigningKind> others =
        Arrays.stream(SigningKind.values())
            .filter(kind -> kind != SigningKind.ANNOUNCEMENT)
            .toList();
    return others.get(random.nextInt(others.size()));
  }

  private static byte[] body(Random random) {
    CatalogueStamp stamp =
        new CatalogueStamp(
            COMMUNITY,
            1,
            200 + random.nextInt(1_000_000),
            NOW.toEpochMilli(),
            Samples.HOME,
            List.of());
    return AnnouncementCodec.encode(
        new Announcement(
            stamp, TRUE.announcement().catalogue(), random.nextBoolean(), List.of(), List.of()));
  }

  private static byte[] wrapped(byte[] body, Signature65 signature) {
    return new CanonicalWriter().bytes(1, body).bytes(2, signature.toBytes()).toByteArray();
  }

  private static byte[] signedBy(PrivateKey key, SigningKind kind, Random random) {
    byte[] body = body(random);
    return wrapped(body, SIGNATURES.sign(kind, key, Digest.sha256(body)));
  }

  private static byte[] swappedBody(Random random) {
    byte[] bytes = TRUE.bytes();
    Signature65 signature =
        Signature65.of(Arrays.copyOfRange(bytes, bytes.length - 65, bytes.length));
    return wrapped(body(random), signature);
  }

  /** The same field again, or an extension behind the signature. */
  private static byte[] twice(byte[] bytes, Random random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(bytes);
    if (random.nextBoolean()) {
      out.writeBytes(Arrays.copyOfRange(bytes, bytes.length - 67, bytes.length));
    } else {
      out.writeBytes(new CanonicalWriter().uint64(1_000 + random.nextInt(9), 1).toByteArray());
    }
    return out.toByteArray();
  }

  /** Rightly signed, but for another community. */
  private static byte[] otherCommunity(Random random) {
    CatalogueStamp stamp =
        new CatalogueStamp(
            new CommunityId(Samples.CURVE.publicKey(Samples.key(3 + random.nextInt(9)))),
            1,
            200,
            NOW.toEpochMilli(),
            Samples.HOME,
            List.of());
    Announcement other =
        new Announcement(stamp, TRUE.announcement().catalogue(), false, List.of(), List.of());
    return AnnouncementCodec.sign(other, Samples.KEY, SIGNATURES).bytes();
  }

  private static byte[] noise(Random random) {
    byte[] bytes = new byte[random.nextInt(6_000)];
    random.nextBytes(bytes);
    return bytes;
  }
}
