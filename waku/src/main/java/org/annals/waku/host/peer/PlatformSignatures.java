package org.annals.waku.host.peer;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** Signatures that the Java platform can check by itself. Stateless; hostile input gives false. */
final class PlatformSignatures {
  private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_RSA_BITS = 8192;

  private PlatformSignatures() {}

  static boolean verifyEd25519(byte[] key, byte[] message, byte[] signature) {
    if (key.length != 32 || signature.length != 64) {
      return false;
    }
    byte[] spki = new byte[ED25519_PREFIX.length + 32];
    System.arraycopy(ED25519_PREFIX, 0, spki, 0, ED25519_PREFIX.length);
    System.arraycopy(key, 0, spki, ED25519_PREFIX.length, 32);
    try {
      return verify("Ed25519", decode("Ed25519", spki), message, signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  static boolean verifyRsa(byte[] spki, byte[] message, byte[] signature) {
    try {
      PublicKey key = decode("RSA", spki);
      int bits = key instanceof RSAPublicKey rsa ? rsa.getModulus().bitLength() : 0;
      return bits >= MIN_RSA_BITS
          && bits <= MAX_RSA_BITS
          && verify("SHA256withRSA", key, message, signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  static boolean verifyEcdsa(byte[] spki, byte[] message, byte[] signature) {
    try {
      PublicKey key = decode("EC", spki);
      return key instanceof ECPublicKey && verify("SHA256withECDSA", key, message, signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static PublicKey decode(String algorithm, byte[] spki) throws GeneralSecurityException {
    return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(spki));
  }

  private static boolean verify(String algorithm, PublicKey key, byte[] message, byte[] signature)
      throws GeneralSecurityException {
    Signature verifier = Signature.getInstance(algorithm);
    verifier.initVerify(key);
    verifier.update(message);
    return verifier.verify(signature);
  }
}
