package org.annals.waku.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WakuMessageTest {
  private static final HexFormat HEX = HexFormat.of();

  /** Vectors of RFC 14. */
  @ParameterizedTest
  @CsvSource({
    "010203045445535405060708,73757065722d736563726574,"
        + "64cce733fed134e83da02b02c6f689814872b1a0ac97ea56b76095c3c72bfe05",
    "010203045445535405060708,,a2554498b31f5bcdfcbf7fa58ad1c2d45f0254f3f8110a85588ec3cf10720fd8",
    "010203045445535405060708,000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
        + "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f,"
        + "7158b6498753313368b9af8f6e0a0a05104f68f972981da42a43bc53fb0c1b27",
    "'',73757065722d736563726574,483ea950cb63f9b9d6926b262bb36194d3f40a0463ce8446228350bd44e96de4"
  })
  void hash_vectorsOfTheRfc_match(String payload, String meta, String expected) {
    WakuMessage message =
        new WakuMessage(
            HEX.parseHex(payload),
            "/waku/2/default-content/proto",
            OptionalInt.of(1),
            OptionalLong.of(0x175789bfa23f8400L),
            Optional.ofNullable(meta).map(HEX::parseHex),
            Optional.empty(),
            Optional.of(true));
    assertThat(MessageHash.of("/waku/2/default-waku/proto", message).hex()).isEqualTo(expected);
  }

  @Test
  void encode_opaque_writesZigzagTimeAndVersionZero() {
    WakuMessage message = WakuMessage.opaque(new byte[] {1, 2}, "/a/1/b/proto", 1);
    assertThat(HEX.formatHex(WakuMessageCodec.encode(message)))
        .isEqualTo("0a020102" + "120c2f612f312f622f70726f746f" + "1800" + "5002");
    WakuMessage before = WakuMessage.opaque(new byte[] {1, 2}, "/a/1/b/proto", -1);
    assertThat(HEX.formatHex(WakuMessageCodec.encode(before))).endsWith("5001");
  }

  @Property(tries = 300)
  void decode_encoded_isTheSame(
      @ForAll @Size(max = 50) byte[] payload, @ForAll long time, @ForAll int version) {
    WakuMessage message =
        new WakuMessage(
            payload,
            "/a/1/b/proto",
            OptionalInt.of(version),
            OptionalLong.of(time),
            Optional.of(new byte[] {7}),
            Optional.empty(),
            Optional.of(false));
    assertThat(WakuMessageCodec.decode(WakuMessageCodec.encode(message)))
        .usingRecursiveComparison()
        .isEqualTo(new WakuMessageCodec.Decoded(message));
  }

  @Property(tries = 2000)
  void decode_anyBytes_neverThrows(@ForAll @Size(max = 100) byte[] bytes) {
    assertThat(WakuMessageCodec.decode(bytes)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // no content topic
        "0a0101", // the same
        "0a02010112", // cut off
        "1202c328", // not UTF-8
        "08011201610a0101", // payload as a number
        "120161" + "5a41" // meta beyond the end
      })
  void decode_notAWakuMessage_isRejected(String hex) {
    assertThat(WakuMessageCodec.decode(HEX.parseHex(hex)))
        .isInstanceOf(WakuMessageCodec.Rejected.class);
  }

  @Test
  void decode_longMetaOrMessage_isRejected() {
    byte[] meta = HEX.parseHex("120161" + "5a41" + "00".repeat(65));
    assertThat(WakuMessageCodec.decode(meta)).isInstanceOf(WakuMessageCodec.Rejected.class);
    byte[] tooLong =
        WakuMessageCodec.encode(
            WakuMessage.opaque(new byte[WakuMessageCodec.MAX_BYTES], "/a/1/b/proto", 1));
    assertThat(WakuMessageCodec.decode(tooLong)).isInstanceOf(WakuMessageCodec.Rejected.class);
  }

  @Test
  void decode_absentFields_areEmpty() {
    byte[] bytes = HEX.parseHex("120161");
    WakuMessageCodec.Decoded decoded = (WakuMessageCodec.Decoded) WakuMessageCodec.decode(bytes);
    assertThat(decoded.message().timestamp()).isEmpty();
    assertThat(decoded.message().ephemeral()).isEmpty();
    assertThat(decoded.message().version()).isEmpty();
    assertThat(new String(decoded.message().payload(), StandardCharsets.UTF_8)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"toychat,2,3", "myapp,1,0", "wallet,1,3"})
  void autoshard_vectors_match(String application, String version, int shard) {
    assertThat(new ContentTopic(application, version, "x", "proto").autoshard(8)).isEqualTo(shard);
  }

  @Test
  void parse_contentTopics_bothForms() {
    ContentTopic topic = new ContentTopic("annals", "1", "0123456789abcdef", "proto");
    assertThat(ContentTopic.parse("/annals/1/0123456789abcdef/proto")).isEqualTo(topic);
    assertThat(ContentTopic.parse("/0/annals/1/0123456789abcdef/proto")).isEqualTo(topic);
    assertThat(topic).hasToString("/annals/1/0123456789abcdef/proto");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/a/b/c", "a/b/c/d", "/1/a/b/c/d", "/a//b/c"})
  void parse_otherContentTopics_throw(String text) {
    assertThatThrownBy(() -> ContentTopic.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void parse_shard_roundTrip() {
    assertThat(Shard.parse("16/32")).isEqualTo(Shard.DEFAULT).hasToString("16/32");
    assertThat(Shard.DEFAULT.pubsubTopic()).isEqualTo("/waku/2/rs/16/32");
    assertThat(Shard.parse("65535/1023").cluster()).isEqualTo(65_535);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "16", "16/", "16/1024", "65536/1", "-1/2", "016/1", "16/1 ", "a/b"})
  void parse_otherShards_throw(String text) {
    assertThatThrownBy(() -> Shard.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
