package org.annals.waku.host.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.annals.waku.host.codec.MalformedInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MultiaddrTest {
  private static final String ID = "16Uiu2HAmEWQnHq2jLKJypwVnVoQeFCULuyop6atvq2eWjYSUjzNi";
  private static final String LOCAL = "/ip4/127.0.0.1/tcp/60000";

  @ParameterizedTest
  @CsvSource({
    LOCAL
        + "/p2p/"
        + ID
        + ",047f00000106ea60a50327002508021221031b84c5567b126440995d3ed5aaba0565d71e1834604819ff9c17f5e9d5dd078f",
    "/dns4/node.example/tcp/30303,360c6e6f64652e6578616d706c6506765f",
    "/ip6/::1/tcp/1/ws,2900000000000000000000000000000001060001dd03",
    "/ip4/1.2.3.4/udp/5/quic-v1,04010203049102" + "0005" + "cd03"
  })
  void vectors_readBothWays(String text, String hex) throws MalformedInput {
    Multiaddr address = Multiaddr.parse(text);
    assertThat(HexFormat.of().formatHex(address.toBytes())).isEqualTo(hex);
    assertThat(Multiaddr.ofBytes(HexFormat.of().parseHex(hex))).isEqualTo(address);
    assertThat(address.toString()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "ip4/1.2.3.4",
        "/ip4",
        "/ip4/1.2.3",
        "/ip4/1.2.3.256",
        "/ip4/01.2.3.4",
        "/ip4/1.2.3.4/tcp/65536",
        "/ip4/1.2.3.4/tcp/-1",
        "/ip4/1.2.3.4/tcp/",
        "/foo/1",
        "/ip6/1.2.3.4",
        "/ip6/::g",
        "/ip6/:::",
        "/ip6/::1%lo",
        "/dns4//tcp/1",
        "/dns4/a b/tcp/1",
        "/p2p/nonsense",
        "/ip4/1.2.3.4/tcp/1/"
      })
  void text_otherwise_isRefused(String text) {
    assertThatThrownBy(() -> Multiaddr.parse(text)).isInstanceOf(MalformedInput.class);
  }

  @Property(tries = 5000)
  void bytes_anyAtAll_areRefusedOrComeBack(@ForAll @Size(max = 60) byte[] bytes) {
    try {
      Multiaddr address = Multiaddr.ofBytes(bytes);
      assertThat(address.toBytes()).isEqualTo(bytes);
      assertThat(Multiaddr.parse(address.toString())).isEqualTo(address);
    } catch (MalformedInput e) {
      assertThat(e.reason()).isNotEmpty();
    }
  }

  @Test
  void bytes_everyTruncation_isRefusedOrAnotherAddress() {
    byte[] whole = Multiaddr.of(LOCAL + "/p2p/" + ID).toBytes();
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      if (length != 5 && length != 8) {
        assertThatThrownBy(() -> Multiaddr.ofBytes(part)).isInstanceOf(MalformedInput.class);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "::,::",
    "::1,::1",
    "1::,1::",
    "2001:db8::1,2001:db8::1",
    "2001:0db8:0:0:1:0:0:1,2001:db8::1:0:0:1",
    "1:2:3:4:5:6:7:8,1:2:3:4:5:6:7:8",
    "1:0:3:4:5:6:7:8,1:0:3:4:5:6:7:8",
    "::ffff:1.2.3.4,::ffff:102:304"
  })
  void ip6_isWrittenCanonically(String in, String out) {
    assertThat(Multiaddr.of("/ip6/" + in + "/tcp/1").toString())
        .isEqualTo("/ip6/" + out + "/tcp/1");
  }

  @Test
  void peer_isSetAndReplaced() throws MalformedInput {
    PeerId id = PeerId.parse(ID);
    Multiaddr bare = Multiaddr.of(LOCAL);
    assertThat(bare.peer()).isEmpty();
    assertThat(bare.withPeer(id).peer()).hasValue(id);
    assertThat(bare.withPeer(id).withPeer(id)).isEqualTo(Multiaddr.of(LOCAL + "/ipfs/" + ID));
  }

  @Test
  void tcpTarget_onlyForPlainTcp() {
    assertThat(Multiaddr.of(LOCAL + "/p2p/" + ID).tcpTarget().orElseThrow().port())
        .isEqualTo(60000);
    assertThat(Multiaddr.of("/dns4/a.example/tcp/1").tcpTarget().orElseThrow().isName()).isTrue();
    assertThat(Multiaddr.of(LOCAL + "/ws").tcpTarget()).isEmpty();
    assertThat(Multiaddr.of("/ip4/1.2.3.4/udp/1/quic-v1").tcpTarget()).isEmpty();
    assertThat(Multiaddr.of("/p2p/" + ID).tcpTarget()).isEmpty();
    assertThat(Multiaddr.of(LOCAL + "/p2p/" + ID + "/p2p-circuit/p2p/" + ID).tcpTarget()).isEmpty();
  }
}
