package org.annals.archiver;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.annals.keys.Digest;

/**
 * Channels with the same rule, packed together (FORMAT section 3): 16 bytes, all zero for public
 * channels. Immutable, equal by content, ordered bytewise.
 */
public final class GroupId implements Comparable<GroupId> {
  /** Length in bytes. */
  public static final int LENGTH = 16;

  /** Public channels without a rule of their own. */
  public static final GroupId PUBLIC = new GroupId(new byte[LENGTH]);

  private final byte[] bytes;

  private GroupId(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Copies 16 bytes.
   *
   * @throws IllegalArgumentException when the length is not 16
   */
  public static GroupId of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a group id has 16 bytes, not " + bytes.length);
    }
    return new GroupId(bytes.clone());
  }

  /** The group of all channels whose messages vanish after this period. */
  public static GroupId autoDelete(Duration period) {
    byte[] hash =
        Digest.sha256(
                "annals-group1\0auto-delete\0".getBytes(StandardCharsets.US_ASCII),
                ByteBuffer.allocate(8).putLong(period.toSeconds()).array())
            .toBytes();
    return new GroupId(Arrays.copyOf(hash, LENGTH));
  }

  /** A copy of the 16 bytes. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  @Override
  public int compareTo(GroupId other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof GroupId other && Arrays.equals(bytes, other.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** 32 lower-case hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
