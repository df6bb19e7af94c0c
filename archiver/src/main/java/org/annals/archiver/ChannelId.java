package org.annals.archiver;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * A channel of a community: a UUID, ordered as its 16 bytes, unsigned. A Status chat id is the
 * community id's text followed by the UUID's.
 */
public record ChannelId(UUID uuid) implements Comparable<ChannelId> {
  /** Length in bytes. */
  public static final int LENGTH = 16;

  /**
   * Reads 16 bytes.
   *
   * @throws IllegalArgumentException when the length is not 16
   */
  public static ChannelId of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a channel id has 16 bytes, not " + bytes.length);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new ChannelId(new UUID(buffer.getLong(), buffer.getLong()));
  }

  /** The channel that a Status chat id names, or empty when it is none of this community. */
  public static Optional<ChannelId> ofChatId(CommunityId community, String chatId) {
    String prefix = community.toString();
    if (chatId.length() != prefix.length() + 36 || !chatId.startsWith(prefix)) {
      return Optional.empty();
    }
    String text = chatId.substring(prefix.length());
    try {
      UUID uuid = UUID.fromString(text);
      return uuid.toString().equals(text) ? Optional.of(new ChannelId(uuid)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The chat id under which Status knows this channel. */
  public String chatId(CommunityId community) {
    return community.toString() + uuid;
  }

  /** The 16 bytes. */
  public byte[] toBytes() {
    return ByteBuffer.allocate(LENGTH)
        .putLong(uuid.getMostSignificantBits())
        .putLong(uuid.getLeastSignificantBits())
        .array();
  }

  @Override
  public int compareTo(ChannelId other) {
    return Arrays.compareUnsigned(toBytes(), other.toBytes());
  }

  @Override
  public String toString() {
    return uuid.toString();
  }
}
