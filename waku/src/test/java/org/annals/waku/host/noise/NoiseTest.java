package org.annals.waku.host.noise;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.annals.keys.PrivateKey;
import org.annals.keys.Secp256k1;
import org.annals.waku.host.codec.MalformedInput;
import org.annals.waku.host.peer.HostKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NoiseTest {
  private static final Secp256k1 CURVE = Secp256k1.fastest();
  private static final String YAMUX = "/yamux/1.0.0";
  private static final String MPLEX = "/mplex/6.7.0";
  private static final HostKey ALICE = HostKey.secp256k1(PrivateKey.of(key(1)), CURVE);
  private static final HostKey BOB = HostKey.ed25519(key(2));

  @Test
  void handshake_ofTwo_provesBothAndGivesMatchingCiphers() throws MalformedInput {
    Pair pair = shake(List.of(YAMUX), List.of(MPLEX, YAMUX));
    assertThat(pair.initiator.remote().peerId()).isEqualTo(BOB.peerId());
    assertThat(pair.responder.remote().peerId()).isEqualTo(ALICE.peerId());
    assertThat(pair.initiator.muxer()).hasValue(YAMUX);
    assertThat(pair.responder.muxer()).hasValue(YAMUX);
    for (int i = 0; i < 5; i++) {
      byte[] plain = new byte[i * 1000];
      new Random(i).nextBytes(plain);
      assertThat(pass(pair.initiator.send(), pair.responder.receive(), plain)).isEqualTo(plain);
      assertThat(pass(pair.responder.send(), pair.initiator.receive(), plain)).isEqualTo(plain);
    }
  }

  @Test
  void muxers_initiatorsOrder_decides_andAnEmptyListLeavesItOpen() throws MalformedInput {
    assertThat(shake(List.of(MPLEX, YAMUX), List.of(YAMUX, MPLEX)).responder.muxer())
        .hasValue(MPLEX);
    assertThat(shake(List.of(), List.of(YAMUX)).initiator.muxer()).isEqualTo(Optional.empty());
    assertThat(shake(List.of(YAMUX), List.of()).responder.muxer()).isEqualTo(Optional.empty());
    assertThatThrownBy(() -> shake(List.of(YAMUX), List.of(MPLEX)))
        .isInstanceOf(MalformedInput.class);
  }

  @Test
  void everyFlippedBit_ofEveryMessage_isNoticed() throws MalformedInput {
    Random random = new Random(3);
    for (int message = 1; message <= 3; message++) {
      for (int i = 0; i < 25; i++) {
        int which = message;
        assertThatThrownBy(
                () -> {
                  NoiseHandshake a = side(true, ALICE, List.of(YAMUX));
                  NoiseHandshake b = side(false, BOB, List.of(YAMUX));
                  byte[] second = requireNonNull(b.next(flip(a.first(), which == 1, random)));
                  byte[] third = requireNonNull(a.next(flip(second, which == 2, random)));
                  b.next(flip(third, which == 3, random));
                })
            .isInstanceOf(MalformedInput.class);
      }
    }
  }

  @Test
  void everyTruncation_isRefused() throws MalformedInput {
    byte[] first = side(true, ALICE, List.of()).first();
    for (int length = 0; length < first.length; length++) {
      byte[] part = Arrays.copyOf(first, length);
      assertThatThrownBy(() -> side(false, BOB, List.of()).next(part))
          .isInstanceOf(MalformedInput.class);
    }
    for (int length : new int[] {0, 31, 32, 79, 80, 95, 96, 150}) {
      NoiseHandshake a = side(true, ALICE, List.of());
      byte[] second = requireNonNull(side(false, BOB, List.of()).next(a.first()));
      byte[] part = Arrays.copyOf(second, length);
      assertThatThrownBy(() -> a.next(part)).isInstanceOf(MalformedInput.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
      })
  void lowOrderPoints_areRefused(String hex) {
    byte[] point = HexFormat.of().parseHex(hex);
    assertThatThrownBy(() -> X25519.generate(new SecureRandom()).agree(point))
        .isInstanceOf(MalformedInput.class);
    assertThatThrownBy(() -> side(false, BOB, List.of()).next(point))
        .isInstanceOf(MalformedInput.class);
  }

  @Test
  void messagesOutOfTurn_areRefused() throws MalformedInput {
    NoiseHandshake a = side(true, ALICE, List.of());
    assertThatThrownBy(() -> a.next(new byte[32])).isInstanceOf(MalformedInput.class);
    Pair pair = shake(List.of(), List.of());
    assertThatThrownBy(() -> pair.a.next(new byte[200])).isInstanceOf(MalformedInput.class);
    assertThatThrownBy(() -> pair.b.next(new byte[200])).isInstanceOf(MalformedInput.class);
  }

  @Test
  void transport_replayedOrReordered_isRefused() throws MalformedInput {
    Pair pair = shake(List.of(), List.of());
    byte[] sealed = new byte[16 + 3];
    pair.initiator.send().encrypt(new byte[3], 3, sealed, 0);
    assertThat(pair.responder.receive().decrypt(sealed, 0, sealed.length)).hasSize(3);
    assertThatThrownBy(() -> pair.responder.receive().decrypt(sealed, 0, sealed.length))
        .isInstanceOf(MalformedInput.class);
    assertThatThrownBy(() -> pair.responder.receive().decrypt(sealed, 0, 15))
        .isInstanceOf(MalformedInput.class);
  }

  @Test
  void frames_inPieces_comeBack_andTooLongOnesAreRefused() throws MalformedInput {
    NoiseFrames frames = new NoiseFrames(100);
    ByteBuffer bytes = NoiseFrames.frame(new byte[] {1, 2, 3});
    while (bytes.remaining() > 1) {
      assertThat(frames.next(ByteBuffer.wrap(new byte[] {bytes.get()}))).isNull();
    }
    assertThat(frames.next(bytes)).containsExactly(1, 2, 3);
    assertThat(frames.next(NoiseFrames.frame(new byte[0]))).isEmpty();
    assertThatThrownBy(() -> frames.next(NoiseFrames.frame(new byte[101])))
        .isInstanceOf(MalformedInput.class);
  }

  private record Pair(
      NoiseHandshake a, NoiseHandshake b, NoiseSession initiator, NoiseSession responder) {}

  private static Pair shake(List<String> initiators, List<String> responders)
      throws MalformedInput {
    NoiseHandshake a = side(true, ALICE, initiators);
    NoiseHandshake b = side(false, BOB, responders);
    byte[] second = requireNonNull(b.next(a.first()));
    byte[] third = requireNonNull(a.next(second));
    assertThat(b.next(third)).isNull();
    return new Pair(a, b, a.session().orElseThrow(), b.session().orElseThrow());
  }

  private static NoiseHandshake side(boolean initiator, HostKey key, List<String> muxers) {
    return new NoiseHandshake(initiator, key, CURVE, new SecureRandom(), muxers);
  }

  private static byte[] pass(CipherState from, CipherState to, byte[] plain) throws MalformedInput {
    byte[] sealed = new byte[plain.length + CipherState.TAG];
    assertThat(from.encrypt(plain, plain.length, sealed, 0)).isEqualTo(sealed.length);
    return to.decrypt(sealed, 0, sealed.length);
  }

  private static byte[] flip(byte[] message, boolean really, Random random) {
    byte[] copy = message.clone();
    if (really) {
      // The top bit of a Curve25519 point is without meaning, but it is in the transcript.
      copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return copy;
  }

  private static byte[] key(int number) {
    byte[] bytes = new byte[32];
    bytes[31] = (byte) number;
    return bytes;
  }
}
