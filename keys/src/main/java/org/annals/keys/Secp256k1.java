package org.annals.keys;

import java.util.Optional;

/**
 * ECDSA over secp256k1. Implementations are thread-safe and agree byte for byte: RFC 6979 nonces,
 * low s, v 0 or 1.
 */
public interface Secp256k1 {

  /** The fastest implementation that runs here: native where it loads, else Bouncy Castle. */
  static Secp256k1 fastest() {
    return NativeSecp256k1.load().orElseGet(BouncyCastleSecp256k1::new);
  }

  /** What it is, for status pages and logs. */
  String name();

  /** Whether the scalar lies in 1 to n - 1. */
  boolean isValid(PrivateKey key);

  /** Whether the compressed key names a point on the curve. */
  boolean isOnCurve(PublicKey key);

  /**
   * The public key of a private one.
   *
   * @throws IllegalArgumentException when the key is out of range
   */
  PublicKey publicKey(PrivateKey key);

  /** The 65-byte form {@code 04 || x || y}, or empty when the key is not on the curve. */
  Optional<byte[]> uncompressed(PublicKey key);

  /**
   * Signs a ready hash.
   *
   * @throws IllegalArgumentException when the key is out of range
   */
  Signature65 sign(PrivateKey key, Digest hash);

  /**
   * Whether the signature was made over the hash by this key. High s, r or s out of range and v
   * other than 0 and 1 are refused; v must recover exactly this key.
   */
  boolean verify(PublicKey key, Digest hash, Signature65 signature);

  /** The key that made the signature, or empty when there is none. Proves nothing about who. */
  Optional<PublicKey> recover(Digest hash, Signature65 signature);
}
