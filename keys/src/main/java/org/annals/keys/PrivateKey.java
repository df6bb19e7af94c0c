package org.annals.keys;

import org.jspecify.annotations.Nullable;

/**
 * A secp256k1 private key: a 32-byte scalar, 1 to n - 1.
 *
 * <p>Immutable. Never printed: {@link #toString} says nothing of the value.
 */
public final class PrivateKey {
  /** Length in bytes. */
  public static final int LENGTH = 32;

  private final byte[] scalar;

  // A cache that any thread may fill: the value is always the same.
  private volatile @Nullable PublicKey publicKey;

  private PrivateKey(byte[] scalar) {
    this.scalar = scalar;
  }

  /**
   * Copies a scalar. Its range is checked by the {@link Secp256k1} that uses it.
   *
   * @throws IllegalArgumentException when the length is not 32
   */
  public static PrivateKey of(byte[] scalar) {
    if (scalar.length != LENGTH) {
      throw new IllegalArgumentException("a private key has 32 bytes, not " + scalar.length);
    }
    return new PrivateKey(scalar.clone());
  }

  @Nullable PublicKey knownPublicKey() {
    return publicKey;
  }

  void rememberPublicKey(PublicKey key) {
    publicKey = key;
  }

  /** A copy of the 32 bytes. */
  public byte[] toBytes() {
    return scalar.clone();
  }

  @Override
  public String toString() {
    return "PrivateKey(not shown)";
  }
}
