package org.annals.waku.gossipsub;

import static org.annals.waku.gossipsub.GossipLab.TOPIC;
import static org.annals.waku.gossipsub.GossipLab.message;
import static org.annals.waku.gossipsub.GossipLab.rpc;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.annals.keys.Digest;
import org.annals.waku.host.codec.ProtoWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RpcCodecTest {
  private static final Digest ID = Digest.of(new byte[32]);

  @Test
  void encode_eachField_givesTheBytesOfLibp2p() {
    Rpc rpc =
        rpc()
            .change("t", true)
            .message(GossipMessage.of("t", new byte[] {1, 2}))
            .have("t", List.of(ID))
            .want(ID)
            .graft("t")
            .prune("t", 60)
            .build();
    String id = "00".repeat(32);
    assertThat(HexFormat.of().formatHex(RpcCodec.encode(rpc)))
        .isEqualTo(
            "0a050801120174" // subscribe
                + "120712020102220174" // message
                + "1a57"
                + "0a250a0174" // ihave
                + "1220"
                + id
                + "12220a20" // iwant
                + id
                + "1a030a0174" // graft
                + "22050a0174183c"); // prune
    assertThat(RpcCodec.decode(RpcCodec.encode(rpc)))
        .usingRecursiveComparison()
        .isEqualTo(new RpcCodec.Decoded(rpc, 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5, 6})
  void decode_signedMessage_isLeftOutEvenWhenTheFieldIsEmpty(int field) {
    ProtoWriter bad =
        new ProtoWriter().bytes(2, new byte[] {1}).string(4, TOPIC).bytes(field, new byte[0]);
    byte[] good = RpcCodec.encode(rpc().message(message("good")).build());
    RpcCodec.Decoded decoded = decoded(new ProtoWriter().bytes(2, bad.toBytes()).toBytes(), good);
    assertThat(decoded.leftOut()).isEqualTo(1);
    assertThat(decoded.rpc().messages())
        .extracting(GossipMessage::id)
        .containsExactly(message("good").id());
  }

  @Test
  void decode_twoTopics_leavesTheMessageOut() {
    ProtoWriter bad = new ProtoWriter().bytes(2, new byte[] {1}).string(4, TOPIC).string(4, "/x");
    assertThat(decoded(new ProtoWriter().bytes(2, bad.toBytes()).toBytes()).leftOut()).isEqualTo(1);
  }

  @Test
  void decode_messageWithoutData_isLeftOut() {
    ProtoWriter bad = new ProtoWriter().string(4, TOPIC);
    assertThat(decoded(new ProtoWriter().bytes(2, bad.toBytes()).toBytes()).leftOut()).isEqualTo(1);
  }

  @Test
  void decode_topicNotUtf8OrTooLong_leavesTheEntryOut() {
    ProtoWriter badText = new ProtoWriter().varint(1, 1).bytes(2, new byte[] {(byte) 0xc3, 0x28});
    ProtoWriter tooLong = new ProtoWriter().varint(1, 1).string(2, "x".repeat(257));
    ProtoWriter good = new ProtoWriter().varint(1, 1).string(2, "x".repeat(256));
    ProtoWriter all = new ProtoWriter();
    List.of(badText, tooLong, good).forEach(entry -> all.bytes(1, entry.toBytes()));
    RpcCodec.Decoded decoded = decoded(all.toBytes());
    assertThat(decoded.leftOut()).isEqualTo(2);
    assertThat(decoded.rpc().changes()).hasSize(1);
  }

  @Test
  void decode_idsOfOtherLengths_areLeftOut() {
    ProtoWriter want =
        new ProtoWriter().bytes(1, new byte[31]).bytes(1, new byte[33]).bytes(1, new byte[32]);
    byte[] control = new ProtoWriter().bytes(2, want.toBytes()).toBytes();
    RpcCodec.Decoded decoded = decoded(new ProtoWriter().bytes(3, control).toBytes());
    assertThat(decoded.leftOut()).isEqualTo(2);
    assertThat(decoded.rpc().want()).containsExactly(ID);
  }

  @Test
  void decode_hugeCounts_areCutAtTheCaps() {
    ProtoWriter all = new ProtoWriter();
    byte[] change = new ProtoWriter().varint(1, 1).string(2, "t").toBytes();
    byte[] graft = new ProtoWriter().string(1, "t").toBytes();
    ProtoWriter want = new ProtoWriter();
    for (int i = 0; i < 20_000; i++) {
      all.bytes(1, change);
      want.bytes(1, new byte[32]);
    }
    ProtoWriter control = new ProtoWriter().bytes(2, want.toBytes());
    for (int i = 0; i < 20_000; i++) {
      control.bytes(3, graft);
    }
    RpcCodec.Decoded decoded = decoded(all.bytes(3, control.toBytes()).toBytes());
    assertThat(decoded.rpc().changes()).hasSize(100);
    assertThat(decoded.rpc().want()).hasSize(5000);
    assertThat(decoded.rpc().graft()).hasSize(199);
    assertThat(decoded.leftOut()).isEqualTo(19_900 + 15_000 + 19_801);
  }

  @Test
  void decode_manyEmptyMessages_areCutAtTheCap() {
    ProtoWriter all = new ProtoWriter();
    for (int i = 0; i < 300_000; i++) {
      all.bytes(2, new byte[0]);
    }
    assertThat(decoded(all.toBytes()).leftOut()).isEqualTo(300_000);
  }

  @Test
  void decode_iDontWantAndUnknownFields_areSkipped() {
    byte[] control = new ProtoWriter().bytes(5, new byte[] {10, 1, 1}).varint(9, 1).toBytes();
    byte[] rpc = new ProtoWriter().bytes(3, control).string(12, "later").toBytes();
    RpcCodec.Decoded decoded = decoded(rpc);
    assertThat(decoded.leftOut()).isZero();
    assertThat(decoded.rpc().isEmpty()).isTrue();
  }

  @Test
  void decode_tooLong_isRejected() {
    assertThat(RpcCodec.decode(new byte[(1 << 20) + 1])).isInstanceOf(RpcCodec.Rejected.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0a",
        "0aff",
        "0a05",
        "ffffffffffffffffffffff",
        "08",
        "0a020a05",
        "1a020a05",
        "13"
      })
  void decode_broken_isRejected(String hex) {
    assertThat(RpcCodec.decode(HexFormat.of().parseHex(hex))).isInstanceOf(RpcCodec.Rejected.class);
  }

  @Property(tries = 2000)
  void decode_anyBytes_neverThrows(@ForAll @Size(max = 200) byte[] bytes) {
    assertThat(RpcCodec.decode(bytes)).isNotNull();
  }

  @Property(tries = 300)
  void decode_flippedByte_neverThrowsAndKeepsCaps(@ForAll int position, @ForAll byte value) {
    byte[] bytes =
        RpcCodec.encode(
            rpc()
                .change("t", true)
                .message(message("m"))
                .have("t", List.of(ID))
                .graft("t")
                .build());
    bytes[Math.floorMod(position, bytes.length)] = value;
    assertThat(RpcCodec.decode(bytes)).isNotNull();
  }

  @Test
  void split_large_keepsAllWithinTheCapsAndControlFirst() {
    Rpc.Builder builder = rpc();
    for (int i = 0; i < 250; i++) {
      builder.change("/topic/" + i, true).prune("/topic/" + i, 60);
    }
    for (int i = 0; i < 12_000; i++) {
      builder.want(message("w" + i).id());
    }
    for (int i = 0; i < 30; i++) {
      builder.message(GossipMessage.of(TOPIC, new byte[i * 5000]));
    }
    builder.have(TOPIC, Collections.nCopies(5000, ID));
    Rpc whole = builder.build();
    List<Rpc> parts = RpcSplitter.split(whole);
    Rpc.Builder joined = rpc();
    boolean controlOver = false;
    for (Rpc part : parts) {
      byte[] bytes = RpcCodec.encode(part);
      boolean alone = part.messages().size() == 1;
      assertThat(bytes.length).isLessThanOrEqualTo(alone ? 150_000 : RpcSplitter.SOFT_BYTES);
      RpcCodec.Decoded decoded = decoded(bytes);
      assertThat(decoded.leftOut()).isZero();
      assertThat(part.isControl() && controlOver).isFalse();
      assertThat(part.isControl() && !part.messages().isEmpty()).isFalse();
      controlOver |= !part.isControl();
      part.changes().forEach(c -> joined.change(c.topic(), c.subscribe()));
      part.messages().forEach(joined::message);
      part.have().forEach(h -> joined.have(h.topic(), h.ids()));
      part.want().forEach(joined::want);
      part.prune().forEach(p -> joined.prune(p.topic(), p.backoffSeconds()));
    }
    Rpc again = joined.build();
    assertThat(again.changes()).isEqualTo(whole.changes());
    assertThat(again.messages()).isEqualTo(whole.messages());
    assertThat(again.want()).isEqualTo(whole.want());
    assertThat(again.prune()).isEqualTo(whole.prune());
    assertThat(again.have().stream().mapToInt(h -> h.ids().size()).sum()).isEqualTo(5000);
  }

  private static RpcCodec.Decoded decoded(byte[]... parts) {
    StringBuilder all = new StringBuilder();
    for (byte[] part : parts) {
      all.append(HexFormat.of().formatHex(part));
    }
    return (RpcCodec.Decoded) RpcCodec.decode(HexFormat.of().parseHex(all));
  }
}
