package org.annals.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link Secp256k1} does, byte for byte. */
abstract class Secp256k1Contract {
  private static final HexFormat HEX = HexFormat.of();
  private static final BigInteger N =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

  abstract Secp256k1 curve();

  @Test
  void sign_vectorsOfStatus_equalBytes() throws IOException {
    for (String[] vector : vectors()) {
      PrivateKey key = PrivateKey.of(HEX.parseHex(vector[0]));
      Digest hash = Keccak256.of(HEX.parseHex(vector[1]));
      assertThat(curve().sign(key, hash)).hasToString(vector[2]);
    }
  }

  @Test
  void verify_vectorsOfStatus_true() throws IOException {
    for (String[] vector : vectors()) {
      PublicKey key = curve().publicKey(PrivateKey.of(HEX.parseHex(vector[0])));
      Digest hash = Keccak256.of(HEX.parseHex(vector[1]));
      Signature65 signature = Signature65.of(HEX.parseHex(vector[2]));
      assertThat(curve().verify(key, hash, signature)).isTrue();
      assertThat(curve().recover(hash, signature)).contains(key);
    }
  }

  @Test
  void sign_knownDeterministicVector_equalBytes() {
    Digest hash = Digest.sha256("Satoshi Nakamoto".getBytes(StandardCharsets.US_ASCII));
    assertThat(HEX.formatHex(curve().sign(scalar(1), hash).toBytes()))
        .startsWith(
            "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8"
                + "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5");
  }

  @Test
  void publicKey_one_generator() {
    assertThat(curve().publicKey(scalar(1)).hex())
        .isEqualTo("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");
  }

  @Test
  void verify_signedHere_onlyByThatKeyAndHash() {
    Random random = new Random(7);
    for (int i = 0; i < 30; i++) {
      PrivateKey key = randomKey(random);
      Digest hash = randomHash(random);
      Signature65 signature = curve().sign(key, hash);
      PublicKey author = curve().publicKey(key);
      assertThat(curve().verify(author, hash, signature)).isTrue();
      assertThat(curve().verify(author, randomHash(random), signature)).isFalse();
      assertThat(curve().verify(curve().publicKey(randomKey(random)), hash, signature)).isFalse();
    }
  }

  @Test
  void verify_anyFlippedBit_false() {
    Digest hash = randomHash(new Random(1));
    byte[] signature = curve().sign(scalar(5), hash).toBytes();
    PublicKey author = curve().publicKey(scalar(5));
    for (int bit = 0; bit < 8 * Signature65.LENGTH; bit++) {
      byte[] changed = signature.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(curve().verify(author, hash, Signature65.of(changed))).as("bit " + bit).isFalse();
    }
  }

  @Test
  void verify_highS_false() {
    Digest hash = randomHash(new Random(2));
    byte[] signature = curve().sign(scalar(5), hash).toBytes();
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
    System.arraycopy(to32(N.subtract(s)), 0, signature, 32, 32);
    signature[64] ^= 1;
    assertThat(curve().verify(curve().publicKey(scalar(5)), hash, Signature65.of(signature)))
        .isFalse();
    assertThat(curve().recover(hash, Signature65.of(signature))).isEmpty();
  }

  @Test
  void verify_valuesOutOfRange_false() {
    Digest hash = randomHash(new Random(3));
    PublicKey author = curve().publicKey(scalar(5));
    for (BigInteger value : List.of(BigInteger.ZERO, N, N.add(BigInteger.ONE))) {
      for (int place : new int[] {0, 32}) {
        byte[] signature = curve().sign(scalar(5), hash).toBytes();
        System.arraycopy(to32(value), 0, signature, place, 32);
        assertThat(curve().verify(author, hash, Signature65.of(signature))).isFalse();
      }
    }
    for (int v : new int[] {2, 3, 27, 255}) {
      byte[] signature = curve().sign(scalar(5), hash).toBytes();
      signature[64] = (byte) v;
      assertThat(curve().verify(author, hash, Signature65.of(signature))).isFalse();
    }
  }

  @Test
  void isValid_edges() {
    assertThat(curve().isValid(key(BigInteger.ZERO))).isFalse();
    assertThat(curve().isValid(key(BigInteger.ONE))).isTrue();
    assertThat(curve().isValid(key(N.subtract(BigInteger.ONE)))).isTrue();
    assertThat(curve().isValid(key(N))).isFalse();
    assertThatThrownBy(() -> curve().publicKey(key(N)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> curve().sign(key(BigInteger.ZERO), randomHash(new Random(4))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void isOnCurve_xWithoutPoint_false() {
    byte[] noPoint = new byte[PublicKey.LENGTH];
    noPoint[0] = 2;
    noPoint[32] = 5; // x^3 + 7 = 132 is no square
    assertThat(curve().isOnCurve(PublicKey.of(noPoint))).isFalse();
    assertThat(curve().uncompressed(PublicKey.of(noPoint))).isEmpty();
    byte[] tooBig = new byte[PublicKey.LENGTH];
    Arrays.fill(tooBig, (byte) 0xFF);
    tooBig[0] = 3;
    assertThat(curve().isOnCurve(PublicKey.of(tooBig))).isFalse();
  }

  @Test
  void uncompressed_ofKey_isItsPoint() {
    PublicKey key = curve().publicKey(scalar(77));
    byte[] point = curve().uncompressed(key).orElseThrow();
    assertThat(point).hasSize(65).startsWith(4);
    assertThat(key.isPoint(point)).isTrue();
    point[64] ^= 1;
    assertThat(key.isPoint(point)).isFalse();
  }

  @Test
  void sign_sameAsOtherImplementation() {
    Secp256k1 other = new BouncyCastleSecp256k1();
    Random random = new Random(11);
    for (int i = 0; i < 20; i++) {
      PrivateKey key = randomKey(random);
      Digest hash = randomHash(random);
      assertThat(curve().sign(key, hash)).isEqualTo(other.sign(key, hash));
    }
  }

  static List<String[]> vectors() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            Secp256k1Contract.class.getResourceAsStream("/vectors/status-go-signatures.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" ", -1))
          .toList();
    }
  }

  static PrivateKey scalar(int value) {
    return key(BigInteger.valueOf(value));
  }

  private static PrivateKey key(BigInteger value) {
    return PrivateKey.of(to32(value));
  }

  private static byte[] to32(BigInteger value) {
    byte[] raw = value.toByteArray();
    byte[] padded = new byte[32];
    int length = Math.min(32, raw.length);
    System.arraycopy(raw, raw.length - length, padded, 32 - length, length);
    return padded;
  }

  private static PrivateKey randomKey(Random random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    bytes[0] = 1;
    return PrivateKey.of(bytes);
  }

  private static Digest randomHash(Random random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Digest.of(bytes);
  }
}
