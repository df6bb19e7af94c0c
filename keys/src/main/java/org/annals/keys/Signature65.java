package org.annals.keys;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A recoverable ECDSA signature as Status writes it: r, s, v (0 or 1), 65 bytes.
 *
 * <p>Immutable; equal by content. Only the length is checked here; {@link Secp256k1} checks the
 * values.
 */
public final class Signature65 {
  /** Length in bytes. */
  public static final int LENGTH = 65;

  private final byte[] bytes;

  private Signature65(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Copies 65 bytes.
   *
   * @throws IllegalArgumentException when the length is not 65
   */
  public static Signature65 of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a signature has 65 bytes, not " + bytes.length);
    }
    return new Signature65(bytes.clone());
  }

  /** A copy of the 65 bytes. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Signature65 other && Arrays.equals(bytes, other.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
