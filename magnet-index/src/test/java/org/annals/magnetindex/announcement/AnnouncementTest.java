package org.annals.magnetindex.announcement;

import static org.annals.magnetindex.Samples.COMMUNITY;
import static org.annals.magnetindex.Samples.KEY;
import static org.annals.magnetindex.Samples.SIGNATURES;
import static org.annals.magnetindex.Samples.chunk;
import static org.annals.magnetindex.Samples.draft;
import static org.annals.magnetindex.Samples.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.annals.archiver.ChunkId;
import org.annals.archiver.PeerAddress;
import org.annals.archiver.wire.CanonicalWriter;
import org.annals.keys.Digest;
import org.annals.keys.SigningKind;
import org.annals.magnetindex.ControlTopics;
import org.annals.magnetindex.Samples;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.junit.jupiter.api.Test;

class AnnouncementTest {
  private static PeerAddress peer(String address, int port) throws UnknownHostException {
    return new PeerAddress(InetAddress.getByName(address), port);
  }

  private static AnnouncementFit.Wish wish(List<CatalogueEntry> entries, List<PeerAddress> hints) {
    return new AnnouncementFit.Wish(
        draft(100).stamp(), Samples.link(draft(100).signed()), true, entries, hints);
  }

  private static SignedAnnouncement sign(AnnouncementFit.Wish wish) {
    return AnnouncementFit.sign(wish, KEY, SIGNATURES);
  }

  @Test
  void read_signed_givesTheSame() throws UnknownHostException {
    SignedAnnouncement signed =
        sign(
            wish(
                List.of(entry(1), entry(2)),
                List.of(peer("192.0.2.1", 6891), peer("2001:db8::1", 1))));

    assertThat(AnnouncementCodec.read(COMMUNITY, signed.bytes(), SIGNATURES))
        .isInstanceOfSatisfying(
            AnnouncementReading.Verified.class,
            verified ->
                assertThat(verified.signed().announcement()).isEqualTo(signed.announcement()));
    assertThat(signed.announcement().newest()).containsExactly(entry(2), entry(1));
  }

  @Test
  void sign_manyEntries_newestEightStay() {
    List<CatalogueEntry> entries = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      entries.add(entry(i));
    }

    SignedAnnouncement signed = sign(wish(entries, List.of()));

    assertThat(signed.announcement().newest()).hasSize(8).startsWith(entry(49)).endsWith(entry(42));
  }

  @Test
  void sign_tooLong_fewerEntriesFirstThenTheLimitHolds() throws UnknownHostException {
    ChunkId[] many = new ChunkId[30];
    Arrays.setAll(many, i -> chunk(1_000 + i));
    List<CatalogueEntry> entries = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      entries.add(entry(i, 100 + i, 0, 1, many));
    }
    List<PeerAddress> hints = new ArrayList<>();
    for (int i = 1; i <= 12; i++) {
      hints.add(peer("2001:db8::" + i, 6_000 + i));
    }

    SignedAnnouncement signed = sign(wish(entries, hints));

    assertThat(signed.bytes().length).isLessThanOrEqualTo(ControlTopics.MAX_PAYLOAD);
    assertThat(signed.announcement().hints()).hasSize(8);
    assertThat(signed.announcement().newest()).hasSize(3).startsWith(entries.get(7));
  }

  @Test
  void sign_usual_isSmall() throws UnknownHostException {
    List<CatalogueEntry> entries = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      entries.add(entry(i));
    }

    SignedAnnouncement signed = sign(wish(entries, List.of(peer("192.0.2.1", 6891))));

    assertThat(signed.bytes().length).isLessThan(1_200);
    assertThat(signed.announcement().newest()).hasSize(8);
  }

  @Test
  void maxPayload_inAWakuMessage_keepsTheLimit() {
    byte[] message =
        new CanonicalWriter()
            .bytes(1, new byte[ControlTopics.MAX_PAYLOAD])
            .string(2, ControlTopics.contentTopic(COMMUNITY))
            .presentUint64(3, 0)
            .uint64(10, -1)
            .presentUint64(31, 0)
            .toByteArray();

    assertThat(message.length).isLessThanOrEqualTo(ControlTopics.MAX_WAKU_MESSAGE);
  }

  @Test
  void contentTopic_form_isFixed() {
    assertThat(ControlTopics.contentTopic(COMMUNITY)).matches("/annals/1/[0-9a-f]{16}/proto");
  }

  @Test
  void read_newerFormat_unsupportedOnlyWhenSigned() {
    byte[] body = new CanonicalWriter().uint64(1, 9).uint64(500, 1).toByteArray();
    byte[] signature =
        SIGNATURES.sign(SigningKind.ANNOUNCEMENT, KEY, Digest.sha256(body)).toBytes();
    byte[] signed = new CanonicalWriter().bytes(1, body).bytes(2, signature).toByteArray();
    signature[5] ^= 1;
    byte[] forged = new CanonicalWriter().bytes(1, body).bytes(2, signature).toByteArray();

    assertThat(AnnouncementCodec.read(COMMUNITY, signed, SIGNATURES))
        .isEqualTo(new AnnouncementReading.Unsupported("format 9"));
    assertThat(AnnouncementCodec.read(COMMUNITY, forged, SIGNATURES))
        .isInstanceOf(AnnouncementReading.Rejected.class);
  }

  @Test
  void read_hintsOfOtherLengthsOrMapped_rejected() {
    byte[] mapped = new byte[16];
    mapped[10] = -1;
    mapped[11] = -1;
    for (byte[] address : List.of(new byte[5], new byte[15], mapped)) {
      CanonicalWriter writer = new CanonicalWriter();
      byte[] plain = AnnouncementCodec.encode(sign(wish(List.of(), List.of())).announcement());
      byte[] hint =
          writer.startMessage(12).bytes(1, address).uint64(2, 5).endMessage().toByteArray();
      byte[] body = Arrays.copyOf(plain, plain.length + hint.length);
      System.arraycopy(hint, 0, body, plain.length, hint.length);
      byte[] signature =
          SIGNATURES.sign(SigningKind.ANNOUNCEMENT, KEY, Digest.sha256(body)).toBytes();
      byte[] signed = new CanonicalWriter().bytes(1, body).bytes(2, signature).toByteArray();

      assertThat(AnnouncementCodec.read(COMMUNITY, signed, SIGNATURES))
          .isInstanceOf(AnnouncementReading.Rejected.class);
    }
  }
}
