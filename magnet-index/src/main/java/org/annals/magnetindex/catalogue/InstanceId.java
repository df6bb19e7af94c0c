package org.annals.magnetindex.catalogue;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The home from which an owner publishes: 16 random bytes, made once per home. Tells two homes with
 * one key apart; secret it is not.
 */
public record InstanceId(UUID value) {
  /** Length in bytes. */
  public static final int LENGTH = 16;

  /**
   * Reads 16 bytes.
   *
   * @throws IllegalArgumentException when the length is not 16
   */
  public static InstanceId of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("an instance id has 16 bytes, not " + bytes.length);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new InstanceId(new UUID(buffer.getLong(), buffer.getLong()));
  }

  /** A fresh one. */
  public static InstanceId random(RandomGenerator random) {
    return new InstanceId(new UUID(random.nextLong(), random.nextLong()));
  }

  /** The 16 bytes. */
  public byte[] toBytes() {
    return ByteBuffer.allocate(LENGTH)
        .putLong(value.getMostSignificantBits())
        .putLong(value.getLeastSignificantBits())
        .array();
  }
}
