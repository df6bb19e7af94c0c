package org.annals.keys;

/**
 * What Annals itself signs (FORMAT section 1): keccak256(00, "annals", 00, kind, 00, SHA-256 of the
 * body). The leading 00 cannot begin a protobuf message, so no signature of one kind passes as one
 * of another kind or as an application message's. Thread-safe.
 */
public final class AnnalsSignatures {
  private static final byte[] PREFIX = {0, 'a', 'n', 'n', 'a', 'l', 's', 0};
  private static final byte[] SEPARATOR = {0};

  private final Secp256k1 curve;

  /** Signs and verifies with this curve. */
  public AnnalsSignatures(Secp256k1 curve) {
    this.curve = curve;
  }

  /**
   * Signs a body.
   *
   * @param bodyHash SHA-256 of the body
   * @throws IllegalArgumentException when the key is out of range
   */
  public Signature65 sign(SigningKind kind, PrivateKey key, Digest bodyHash) {
    return curve.sign(key, signedHash(kind, bodyHash));
  }

  /**
   * Whether this key signed the body for this purpose. High s and the like are refused.
   *
   * @param bodyHash SHA-256 of the body
   */
  public boolean verify(SigningKind kind, PublicKey key, Digest bodyHash, Signature65 signature) {
    return curve.verify(key, signedHash(kind, bodyHash), signature);
  }

  /** The hash that is signed. */
  public static Digest signedHash(SigningKind kind, Digest bodyHash) {
    return Keccak256.of(PREFIX, kind.bytes(), SEPARATOR, bodyHash.toBytes());
  }
}
