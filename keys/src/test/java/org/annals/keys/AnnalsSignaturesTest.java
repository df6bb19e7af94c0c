package org.annals.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class AnnalsSignaturesTest {
  private final Secp256k1 curve = Secp256k1.fastest();
  private final AnnalsSignatures signatures = new AnnalsSignatures(curve);
  private final PrivateKey key = Secp256k1Contract.scalar(1234);
  private final Digest body = Digest.sha256("body".getBytes(StandardCharsets.US_ASCII));

  @Test
  void verify_eachKindFedToEveryOther_onlyItsOwn() {
    for (SigningKind signed : SigningKind.values()) {
      Signature65 signature = signatures.sign(signed, key, body);
      for (SigningKind asked : SigningKind.values()) {
        assertThat(signatures.verify(asked, curve.publicKey(key), body, signature))
            .isEqualTo(asked == signed);
      }
    }
  }

  @Test
  void verify_applicationMessageSignature_false() {
    Signature65 application = curve.sign(key, Keccak256.of(body.toBytes()));
    for (SigningKind kind : SigningKind.values()) {
      assertThat(signatures.verify(kind, curve.publicKey(key), body, application)).isFalse();
    }
  }

  @Test
  void signedHash_bytesOfTheFormat() {
    byte[] expected = new byte[1 + 6 + 1 + 6 + 1 + 32];
    System.arraycopy("annals".getBytes(StandardCharsets.US_ASCII), 0, expected, 1, 6);
    System.arraycopy("chunk1".getBytes(StandardCharsets.US_ASCII), 0, expected, 8, 6);
    System.arraycopy(body.toBytes(), 0, expected, 15, 32);
    assertThat(AnnalsSignatures.signedHash(SigningKind.CHUNK, body))
        .isEqualTo(Keccak256.of(expected));
  }
}
