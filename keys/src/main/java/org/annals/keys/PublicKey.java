package org.annals.keys;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A secp256k1 public key in its 33-byte compressed SEC 1 form.
 *
 * <p>Immutable; equal by content; ordered bytewise, unsigned. Length and prefix are checked here;
 * that the point lies on the curve is checked by {@link Secp256k1#isOnCurve}.
 */
public final class PublicKey implements Comparable<PublicKey> {
  /** Length in bytes. */
  public static final int LENGTH = 33;

  private final byte[] bytes;

  private PublicKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Copies a compressed key.
   *
   * @throws IllegalArgumentException when it is not 33 bytes that begin with 02 or 03
   */
  public static PublicKey of(byte[] compressed) {
    if (compressed.length != LENGTH || (compressed[0] != 2 && compressed[0] != 3)) {
      throw new IllegalArgumentException(
          "a compressed secp256k1 key has 33 bytes and begins with 02 or 03");
    }
    return new PublicKey(compressed.clone());
  }

  /** A copy of the 33 bytes. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** Whether {@code 04 || x || y} is this key's point. */
  boolean isPoint(byte[] point) {
    return point.length == 65
        && bytes[0] == 2 + (point[64] & 1)
        && Arrays.equals(bytes, 1, LENGTH, point, 1, LENGTH);
  }

  /** 66 lower-case hexadecimal digits. */
  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public int compareTo(PublicKey other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof PublicKey other && Arrays.equals(bytes, other.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return hex();
  }
}
