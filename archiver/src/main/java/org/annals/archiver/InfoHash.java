package org.annals.archiver;

import java.util.Arrays;
import java.util.HexFormat;

/** A BitTorrent v1 info hash: SHA-1 of the info dictionary (BEP 3). Immutable, equal by content. */
public final class InfoHash implements Comparable<InfoHash> {
  /** Length in bytes. */
  public static final int LENGTH = 20;

  private final byte[] bytes;

  private InfoHash(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Copies 20 bytes.
   *
   * @throws IllegalArgumentException when the length is not 20
   */
  public static InfoHash of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("an info hash has 20 bytes, not " + bytes.length);
    }
    return new InfoHash(bytes.clone());
  }

  /**
   * Reads 40 hexadecimal digits, either case.
   *
   * @throws IllegalArgumentException when it is anything else
   */
  public static InfoHash parse(String hex) {
    return of(HexFormat.of().parseHex(hex));
  }

  /** A copy of the 20 bytes. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  @Override
  public int compareTo(InfoHash other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof InfoHash other && Arrays.equals(bytes, other.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** 40 lower-case hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
