package org.annals.waku.host.noise;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.KeyAgreement;
import org.annals.waku.host.codec.MalformedInput;

/** A Diffie-Hellman key pair on Curve25519 (RFC 7748). */
final class X25519 {
  static final int LENGTH = 32;
  private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b656e032100");

  private final PrivateKey privateKey;
  private final byte[] publicBytes;

  private X25519(PrivateKey privateKey, byte[] publicBytes) {
    this.privateKey = privateKey;
    this.publicBytes = publicBytes;
  }

  static X25519 generate(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("X25519");
      generator.initialize(NamedParameterSpec.X25519, random);
      KeyPair pair = generator.generateKeyPair();
      byte[] spki = pair.getPublic().getEncoded();
      return new X25519(
          pair.getPrivate(), Arrays.copyOfRange(spki, spki.length - LENGTH, spki.length));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java 17 has X25519", e);
    }
  }

  byte[] publicBytes() {
    return publicBytes;
  }

  /**
   * The shared secret.
   *
   * @throws MalformedInput when the other's point is of low order, so that the secret would be none
   */
  byte[] agree(byte[] remotePublic) throws MalformedInput {
    byte[] spki = Arrays.copyOf(SPKI_PREFIX, SPKI_PREFIX.length + LENGTH);
    System.arraycopy(remotePublic, 0, spki, SPKI_PREFIX.length, LENGTH);
    // RFC 7748 section 5: the top bit is to be ignored.
    spki[spki.length - 1] &= 0x7f;
    try {
      KeyAgreement agreement = KeyAgreement.getInstance("X25519");
      agreement.init(privateKey);
      agreement.doPhase(
          KeyFactory.getInstance("X25519").generatePublic(new X509EncodedKeySpec(spki)), true);
      byte[] secret = agreement.generateSecret();
      if (isZero(secret)) {
        throw new MalformedInput("a Diffie-Hellman key is of low order");
      }
      return secret;
    } catch (InvalidKeyException e) {
      throw new MalformedInput("a Diffie-Hellman key is of low order");
    } catch (GeneralSecurityException e) {
      throw new MalformedInput("a Diffie-Hellman key is unusable");
    }
  }

  private static boolean isZero(byte[] bytes) {
    int all = 0;
    for (byte next : bytes) {
      all |= next;
    }
    return all == 0;
  }
}
