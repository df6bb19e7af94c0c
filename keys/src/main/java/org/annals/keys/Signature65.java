package org.annals.keys;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A recoverable ECDSA signature as Status writes it: r, s, v (0 or 1), 65 bytes.
 *
 * <p>Immutable; equal by content. Only the length is checked at construction; see {@link
 * #isWellFormed}.
 */
public final class Signature65 {
  /** Length in bytes. */
  public static final int LENGTH = 65;

  private static final byte[] ZERO = new byte[32];
  private static final byte[] ORDER_MINUS_ONE =
      HexFormat.of().parseHex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140");
  private static final byte[] HALF_ORDER =
      HexFormat.of().parseHex("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");

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

  /** Whether 1 <= r < n, 1 <= s <= n / 2 (low s) and v is 0 or 1. */
  public boolean isWellFormed() {
    return (bytes[64] == 0 || bytes[64] == 1)
        && inRange(0, ORDER_MINUS_ONE)
        && inRange(32, HALF_ORDER);
  }

  /** The first 64 bytes: r and s. */
  byte[] compact() {
    return Arrays.copyOf(bytes, 64);
  }

  int v() {
    return bytes[64];
  }

  private boolean inRange(int offset, byte[] max) {
    return Arrays.compareUnsigned(bytes, offset, offset + 32, max, 0, 32) <= 0
        && Arrays.compareUnsigned(bytes, offset, offset + 32, ZERO, 0, 32) > 0;
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
