package org.annals.keys;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A 32-byte hash value: SHA-256 or Keccak-256, as the place of use says.
 *
 * <p>Immutable; equal by content; ordered bytewise, unsigned.
 */
public final class Digest implements Comparable<Digest> {
  /** Length in bytes. */
  public static final int LENGTH = 32;

  private final byte[] bytes;

  private Digest(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Copies 32 bytes.
   *
   * @throws IllegalArgumentException when the length is not 32
   */
  public static Digest of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a digest has 32 bytes, not " + bytes.length);
    }
    return new Digest(bytes.clone());
  }

  /**
   * Reads 64 hexadecimal digits, either case.
   *
   * @throws IllegalArgumentException when it is anything else
   */
  public static Digest ofHex(String hex) {
    return of(HexFormat.of().parseHex(hex));
  }

  /** SHA-256 over the parts, one after the other. */
  public static Digest sha256(byte[]... parts) {
    MessageDigest sha256 = newSha256();
    for (byte[] part : parts) {
      sha256.update(part);
    }
    return new Digest(sha256.digest());
  }

  /** A fresh SHA-256, for streaming. */
  public static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** A copy of the 32 bytes. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** 64 lower-case hexadecimal digits. */
  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public int compareTo(Digest other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Digest other && Arrays.equals(bytes, other.bytes);
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
