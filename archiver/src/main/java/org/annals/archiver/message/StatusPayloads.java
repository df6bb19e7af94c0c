package org.annals.archiver.message;

import java.util.HexFormat;
import java.util.List;
import org.annals.archiver.ChannelId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.MessageId;
import org.annals.archiver.wire.CanonicalWriter;
import org.annals.keys.PublicKey;
import org.annals.keys.Secp256k1;

/**
 * Payloads of one community as Status writes them, byte for byte; chat messages are made by {@link
 * ChatMessageBuilder}. Clocks are milliseconds since the epoch. Thread-safe.
 */
public final class StatusPayloads {
  static final int COMMUNITY_CHAT = 5;

  private final CommunityId community;

  /** For one community. */
  public StatusPayloads(CommunityId community) {
    this.community = community;
  }

  /** Begins a chat message. */
  public ChatMessageBuilder chat(ChannelId channel, long clock) {
    return new ChatMessageBuilder(channel.chatId(community), clock);
  }

  /**
   * Type 22.
   *
   * @param emoji 1 to 6
   */
  public byte[] reaction(
      ChannelId channel, long clock, MessageId target, int emoji, boolean retracted) {
    return new CanonicalWriter()
        .uint64(1, clock)
        .string(2, channel.chatId(community))
        .string(3, MessageIds.format(target))
        .uint64(4, COMMUNITY_CHAT)
        .uint64(5, emoji)
        .bool(6, retracted)
        .toByteArray();
  }

  /** Type 28. */
  public byte[] pin(ChannelId channel, long clock, MessageId target, boolean pinned) {
    return new CanonicalWriter()
        .uint64(1, clock)
        .string(2, MessageIds.format(target))
        .string(3, channel.chatId(community))
        .bool(4, pinned)
        .uint64(5, COMMUNITY_CHAT)
        .toByteArray();
  }

  /** Type 29. */
  public byte[] edit(
      ChannelId channel, long clock, MessageId target, String text, int contentType) {
    return new CanonicalWriter()
        .uint64(1, clock)
        .string(2, text)
        .string(3, channel.chatId(community))
        .string(4, MessageIds.format(target))
        .uint64(6, COMMUNITY_CHAT)
        .uint64(7, contentType)
        .toByteArray();
  }

  /**
   * Type 31.
   *
   * @param deletedBy empty when the author deletes
   */
  public byte[] deletion(ChannelId channel, long clock, MessageId target, String deletedBy) {
    return new CanonicalWriter()
        .uint64(1, clock)
        .string(2, channel.chatId(community))
        .string(3, MessageIds.format(target))
        .uint64(5, COMMUNITY_CHAT)
        .string(6, deletedBy)
        .toByteArray();
  }

  /** Type 85 for all messages of a member. */
  public byte[] memberDeletion(long clock, PublicKey member, Secp256k1 curve) {
    return memberDeletion(clock, member, curve, List.of());
  }

  /**
   * Type 85.
   *
   * @param messages the only ones to go; none means all
   * @throws IllegalArgumentException when the member's key is not on the curve
   */
  public byte[] memberDeletion(
      long clock, PublicKey member, Secp256k1 curve, List<Named> messages) {
    byte[] point =
        curve
            .uncompressed(member)
            .orElseThrow(() -> new IllegalArgumentException("key is not on the curve"));
    CanonicalWriter writer =
        new CanonicalWriter()
            .uint64(1, clock)
            .bytes(2, community.toBytes())
            .string(3, "0x" + HexFormat.of().formatHex(point));
    for (Named message : messages) {
      writer
          .startMessage(4)
          .string(1, MessageIds.format(message.id()))
          .string(2, message.channel().chatId(community))
          .endMessage();
    }
    return writer.toByteArray();
  }

  /** A message and its channel. */
  public record Named(MessageId id, ChannelId channel) {}
}
