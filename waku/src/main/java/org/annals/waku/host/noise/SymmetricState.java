package org.annals.waku.host.noise;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.annals.keys.Digest;
import org.annals.waku.host.codec.MalformedInput;
import org.jspecify.annotations.Nullable;

/** Chaining key and transcript hash of a handshake (Noise, section 5.2). */
final class SymmetricState {
  private static final byte[] NAME =
      "Noise_XX_25519_ChaChaPoly_SHA256".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EMPTY = {};

  // The name has exactly the hash's length, so it is the initial hash itself.
  private byte[] chainingKey = NAME;
  private byte[] hash = NAME;
  private @Nullable CipherState cipher;

  SymmetricState() {
    mixHash(EMPTY);
  }

  void mixHash(byte[] data) {
    hash = Digest.sha256(hash, data).toBytes();
  }

  void mixKey(byte[] material) {
    byte[][] keys = derive(material);
    chainingKey = keys[0];
    cipher = new CipherState(keys[1]);
  }

  byte[] encryptAndHash(byte[] plain) {
    byte[] sealed = cipher == null ? plain : cipher.encryptWithHash(plain, hash);
    mixHash(sealed);
    return sealed;
  }

  byte[] decryptAndHash(byte[] sealed) throws MalformedInput {
    byte[] plain = cipher == null ? sealed : cipher.decryptWithHash(sealed, hash);
    mixHash(sealed);
    return plain;
  }

  /** The initiator's and the responder's sending states. */
  CipherState[] split() {
    byte[][] keys = derive(EMPTY);
    return new CipherState[] {new CipherState(keys[0]), new CipherState(keys[1])};
  }

  /** HKDF with two outputs. */
  private byte[][] derive(byte[] material) {
    byte[] temporary = hmac(chainingKey, material);
    byte[] first = hmac(temporary, new byte[] {1});
    byte[] second = new byte[first.length + 1];
    System.arraycopy(first, 0, second, 0, first.length);
    second[first.length] = 2;
    return new byte[][] {first, hmac(temporary, second)};
  }

  private static byte[] hmac(byte[] key, byte[] data) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java 17 has HmacSHA256", e);
    }
  }
}
