package org.annals.waku.host.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.annals.keys.PrivateKey;
import org.annals.keys.Secp256k1;
import org.annals.waku.host.codec.MalformedInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PeerTest {
  private static final Secp256k1 CURVE = Secp256k1.fastest();
  private static final String SECP_PROTO =
      "08021221031b84c5567b126440995d3ed5aaba0565d71e1834604819ff9c17f5e9d5dd078f";
  private static final String SECP_ID = "16Uiu2HAmEWQnHq2jLKJypwVnVoQeFCULuyop6atvq2eWjYSUjzNi";
  private static final String ED_PROTO =
      "080112208a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c";
  private static final String ED_ID = "12D3KooWK99VoVxNE7XzyBwXEzW7xhK7Gpv85r9F3V3fyKSUKPH5";
  private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.US_ASCII);

  @Test
  void secp256k1_vector_givesKeyAndId() {
    HostKey key = HostKey.secp256k1(PrivateKey.of(ones()), CURVE);
    assertThat(hex(key.publicKey().toBytes())).isEqualTo(SECP_PROTO);
    assertThat(key.peerId().toString()).isEqualTo(SECP_ID);
    assertThat(hex(key.peerId().toBytes())).isEqualTo("0025" + SECP_PROTO);
    assertThat(key.peerId().encodedKey().orElseThrow()).isEqualTo(bytes(SECP_PROTO));
  }

  @Test
  void ed25519_vector_givesKeyAndId() {
    HostKey key = HostKey.ed25519(ones());
    assertThat(hex(key.publicKey().toBytes())).isEqualTo(ED_PROTO);
    assertThat(key.peerId().toString()).isEqualTo(ED_ID);
    assertThat(hex(key.peerId().toBytes())).isEqualTo("0024" + ED_PROTO);
  }

  @Test
  void specVectors_arePublicKeysOfTheirPrivateOnes() throws MalformedInput {
    byte[] scalar = bytes("53dadf1d5a164d6b4acdb15e24aa4c5b1d3461bdbd42abedb0a4404d56ced8fb");
    assertThat(hex(HostKey.secp256k1(PrivateKey.of(scalar), CURVE).publicKey().toBytes()))
        .isEqualTo("08021221037777e994e452c21604f91de093ce415f5432f701dd8cd1a7a6fea0e630bfca99");
    String ed = "080112201ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e";
    assertThat(hex(PeerKey.decode(bytes(ed)).toBytes())).isEqualTo(ed);
  }

  @Test
  void peerId_cidForms_areRead() throws MalformedInput {
    // Made of the identity multihash above with the CID prefix 01 72.
    byte[] cid = bytes("01720024" + ED_PROTO);
    String base36 = "k" + new BigInteger(1, cid).toString(36);
    String base32 = "b" + base32(cid);
    assertThat(PeerId.parse(base36).toString()).isEqualTo(ED_ID);
    assertThat(base32).startsWith("bafz");
    assertThat(PeerId.parse(base32).toString()).isEqualTo(ED_ID);
    assertThat(PeerId.parse("QmcgpsyWgH8Y8ajJz1Cu72KnS5uo2Aa2LpzU7kinSupNKC").toBytes())
        .hasSize(34);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "b",
        "zzz",
        "Qm",
        "16Uiu2HAmEWQnHq2jLKJypwVnVoQeFCULuyop6atvq2eWjYSUjzN",
        "bafz!",
        "k$$",
        "16Uiu2HAmEWQnHq2jLKJypwVnVoQeFCULuyop6atvq2eWjYSUjz0i",
        "x12D3"
      })
  void peerId_otherText_isRefused(String text) {
    assertThatThrownBy(() -> PeerId.parse(text)).isInstanceOf(MalformedInput.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0802",
        "1221" + "00",
        "0802122103",
        "12210802",
        // fields in the other order
        "1221031b84c5567b126440995d3ed5aaba0565d71e1834604819ff9c17f5e9d5dd078f0802",
        // a foreign field
        "08021221031b84c5567b126440995d3ed5aaba0565d71e1834604819ff9c17f5e9d5dd078f1801",
        // a varint longer than needed
        "0882001221031b84c5567b126440995d3ed5aaba0565d71e1834604819ff9c17f5e9d5dd078f",
        // unknown type
        "08041221031b84c5567b126440995d3ed5aaba0565d71e1834604819ff9c17f5e9d5dd078f"
      })
  void peerKey_otherEncodings_areRefused(String hex) {
    assertThatThrownBy(() -> PeerKey.decode(bytes(hex))).isInstanceOf(MalformedInput.class);
  }

  @Test
  void signatures_ofBothKinds_verifyOnlyForTheirMessageAndKey() {
    for (HostKey key :
        new HostKey[] {HostKey.ed25519(ones()), HostKey.secp256k1(PrivateKey.of(ones()), CURVE)}) {
      byte[] signature = key.sign(MESSAGE);
      assertThat(key.publicKey().verify(MESSAGE, signature, CURVE)).isTrue();
      assertThat(key.publicKey().verify(new byte[3], signature, CURVE)).isFalse();
      for (int i = 0; i < signature.length; i++) {
        byte[] flipped = signature.clone();
        flipped[i] ^= 1;
        assertThat(key.publicKey().verify(MESSAGE, flipped, CURVE)).isFalse();
        assertThat(key.publicKey().verify(MESSAGE, Arrays.copyOf(signature, i), CURVE)).isFalse();
      }
    }
  }

  @Test
  void signatures_ofPlatformKeys_verify() throws GeneralSecurityException, MalformedInput {
    check(KeyType.RSA, "RSA", 2048, "SHA256withRSA");
    check(KeyType.ECDSA, "EC", 256, "SHA256withECDSA");
  }

  @Test
  void secp256k1_highS_isTakenAsOthersMakeIt_butNeverMade() {
    HostKey key = HostKey.secp256k1(PrivateKey.of(ones()), CURVE);
    byte[] rs = Der.decode(key.sign(MESSAGE)).orElseThrow();
    BigInteger order =
        new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(rs, 32, 64));
    assertThat(s).isLessThanOrEqualTo(order.shiftRight(1));
    byte[] high = order.subtract(s).toByteArray();
    byte[] other = Arrays.copyOf(rs, 64);
    System.arraycopy(high, high.length - 32, other, 32, 32);
    assertThat(key.publicKey().verify(MESSAGE, Der.encode(other), CURVE)).isTrue();
  }

  @Property
  void der_anyNumbers_comeBack(@ForAll @Size(64) byte[] rs) {
    rs[0] &= 0x7f;
    assertThat(Der.decode(Der.encode(rs))).hasValue(rs);
  }

  @Property
  void der_anyBytes_areTheOneEncodingOrRefused(@ForAll @Size(max = 80) byte[] bytes) {
    Der.decode(bytes).ifPresent(rs -> assertThat(Der.encode(rs)).isEqualTo(bytes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // not minimal
        "30080202000102020001",
        // negative
        "3006020180020101",
        // a byte behind
        "300602010102010100",
        // long form of the length
        "30810602010102010100",
        "3006020101030101",
        "30050201010200"
      })
  void der_otherForms_areRefused(String hex) {
    assertThat(Der.decode(bytes(hex))).isEmpty();
  }

  private static void check(KeyType type, String algorithm, int bits, String signing)
      throws GeneralSecurityException, MalformedInput {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(bits);
    KeyPair pair = generator.generateKeyPair();
    Signature signature = Signature.getInstance(signing);
    signature.initSign(pair.getPrivate());
    signature.update(MESSAGE);
    byte[] signed = signature.sign();
    PeerKey key = PeerKey.decode(PeerKey.of(type, pair.getPublic().getEncoded()).toBytes());
    assertThat(key.peerId().toString()).startsWith("Qm");
    assertThat(key.verify(MESSAGE, signed, CURVE)).isTrue();
    assertThat(key.verify(new byte[1], signed, CURVE)).isFalse();
  }

  private static String base32(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int bits = 0;
    int held = 0;
    for (byte b : bytes) {
      bits = bits << 8 | (b & 0xff);
      held += 8;
      while (held >= 5) {
        held -= 5;
        text.append("abcdefghijklmnopqrstuvwxyz234567".charAt(bits >> held & 31));
        bits &= (1 << held) - 1;
      }
    }
    if (held > 0) {
      text.append("abcdefghijklmnopqrstuvwxyz234567".charAt(bits << (5 - held) & 31));
    }
    return text.toString();
  }

  private static byte[] ones() {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) 1);
    return bytes;
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
