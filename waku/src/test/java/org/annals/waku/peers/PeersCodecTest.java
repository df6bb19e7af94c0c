package org.annals.waku.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.annals.archiver.ChunkId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.PeerAddress;
import org.annals.keys.Digest;
import org.annals.keys.PublicKey;
import org.annals.magnetindex.NeighbourExchange.Answer;
import org.annals.magnetindex.NeighbourExchange.Question;
import org.annals.waku.host.codec.ProtoWriter;
import org.annals.waku.host.peer.PeerId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeersCodecTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final String KEY =
      "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
  private static final CommunityId COMMUNITY = new CommunityId(PublicKey.of(HEX.parseHex(KEY)));
  private static final ChunkId CHUNK = new ChunkId(Digest.of(new byte[32]));

  @Test
  void question_golden_bothWays() {
    Question question = new Question(COMMUNITY, List.of(CHUNK));
    String bytes = "0a21" + KEY + "1220" + "00".repeat(32);
    assertThat(HEX.formatHex(PeersCodec.encode(question))).isEqualTo(bytes);
    assertThat(PeersCodec.decodeQuestion(HEX.parseHex(bytes)))
        .isEqualTo(new PeersCodec.Decoded<>(question));
  }

  @Test
  void answer_golden_bothWays() throws Exception {
    Answer answer =
        new Answer(
            6891,
            Optional.of(new byte[] {9}),
            List.of(
                new PeerAddress(InetAddress.getByName("192.0.2.7"), 1),
                new PeerAddress(InetAddress.getByName("2001:db8::1"), 65_535)));
    String bytes =
        "08eb35"
            + "120109"
            + "1a080a04c00002071001"
            + "1a160a1020010db800000000000000000000000110ffff03";
    assertThat(HEX.formatHex(PeersCodec.encode(answer))).isEqualTo(bytes);
    assertThat(PeersCodec.decodeAnswer(HEX.parseHex(bytes)))
        .usingRecursiveComparison()
        .isEqualTo(new PeersCodec.Decoded<>(answer));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // no community
        "0a0102", // not a key
        "0a21047" + "9be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
        "0a21" + KEY + "121f" + "00000000000000000000000000000000000000000000000000000000000000",
        "0a21" + KEY + "0801"
      })
  void decodeQuestion_broken_isRejected(String hex) {
    assertThat(PeersCodec.decodeQuestion(HEX.parseHex(hex)))
        .isInstanceOf(PeersCodec.Rejected.class);
  }

  @Test
  void decodeQuestion_tooManyChunks_isRejected() {
    ProtoWriter out = new ProtoWriter().bytes(1, COMMUNITY.toBytes());
    for (int i = 0; i < 65; i++) {
      out.bytes(2, CHUNK.toBytes());
    }
    assertThat(PeersCodec.decodeQuestion(out.toBytes())).isInstanceOf(PeersCodec.Rejected.class);
    Question tooMany = new Question(COMMUNITY, Collections.nCopies(65, CHUNK));
    assertThatThrownBy(() -> PeersCodec.encode(tooMany))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "08ffff7f", // port
        "1a080a04c00002071000", // a peer's port is 0
        "1a080a04c0000207", // cut off
        "1a070a03c000021001", // no address has 3 bytes
        "1a021001", // no address
        "12"
      })
  void decodeAnswer_broken_isRejected(String hex) {
    assertThat(PeersCodec.decodeAnswer(HEX.parseHex(hex))).isInstanceOf(PeersCodec.Rejected.class);
  }

  @Test
  void decodeAnswer_tooMuch_isRejected() {
    ProtoWriter peers = new ProtoWriter();
    for (int i = 0; i < 17; i++) {
      peers.bytes(3, HEX.parseHex("0a04c00002071001"));
    }
    assertThat(PeersCodec.decodeAnswer(peers.toBytes())).isInstanceOf(PeersCodec.Rejected.class);
    byte[] longNews = new ProtoWriter().bytes(2, new byte[4097]).toBytes();
    assertThat(PeersCodec.decodeAnswer(longNews)).isInstanceOf(PeersCodec.Rejected.class);
  }

  @Test
  void decodeAnswer_ipv4MappedAddress_isRead() {
    String mapped = "00000000000000000000ffffc0000207";
    byte[] bytes = HEX.parseHex("1a14" + "0a10" + mapped + "1001");
    PeersCodec.Decoded<Answer> decoded =
        (PeersCodec.Decoded<Answer>) PeersCodec.decodeAnswer(bytes);
    assertThat(decoded.value().peers().get(0)).hasToString("192.0.2.7:1");
  }

  @Property(tries = 2000)
  void decode_anyBytes_neverThrows(@ForAll @Size(max = 120) byte[] bytes) {
    assertThat(PeersCodec.decodeAnswer(bytes)).isNotNull();
    assertThat(PeersCodec.decodeQuestion(bytes)).isNotNull();
  }

  @Test
  void take_burstThenRefill_bounded() {
    AskingRate rate = new AskingRate(3, Duration.ofSeconds(2));
    PeerId peer = PeerId.ofEncodedKey("peer".getBytes(StandardCharsets.US_ASCII));
    PeerId other = PeerId.ofEncodedKey("other".getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < 3; i++) {
      assertThat(rate.take(peer, 0)).isTrue();
    }
    assertThat(rate.take(peer, 0)).isFalse();
    assertThat(rate.take(other, 0)).isTrue();
    assertThat(rate.take(peer, Duration.ofMillis(1999).toNanos())).isFalse();
    assertThat(rate.take(peer, Duration.ofSeconds(2).toNanos())).isTrue();
    assertThat(rate.take(peer, Duration.ofMillis(3999).toNanos())).isFalse();
    long later = Duration.ofHours(1).toNanos();
    for (int i = 0; i < 3; i++) {
      assertThat(rate.take(peer, later)).isTrue();
    }
    assertThat(rate.take(peer, later)).isFalse();
  }
}
