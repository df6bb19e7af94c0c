package org.annals.archiver.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.annals.archiver.ChannelId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.MessageId;
import org.annals.archiver.wire.MalformedException;
import org.annals.keys.PublicKey;

/**
 * Reads what a message says under the strict rules of FORMAT section 2: every known field with its
 * declared wire type, once; nothing unknown; message type 5; a channel of this community; a
 * well-formed target. Works on parts, without loading media. Signatures are not checked here.
 *
 * <p>Thread-safe.
 */
public final class ContentReader {
  private static final int COMMUNITY_CHAT = 5;

  private final CommunityId community;
  private final byte[] communityBytes;
  private final ChatContent chat;

  /** A reader for one community's messages. */
  public ContentReader(CommunityId community) {
    this.community = community;
    this.communityBytes = community.toBytes();
    this.chat = new ChatContent();
  }

  /** Reads an envelope that came on, or is listed in, this channel; a type 85 comes on any. */
  public ContentOutcome readOn(ChannelId channel, StatedEnvelope envelope) {
    ContentOutcome outcome = read(envelope);
    if (outcome instanceof ContentOutcome.Accepted accepted
        && accepted.content().channelId().filter(c -> !c.equals(channel)).isPresent()) {
      return new ContentOutcome.Rejected("another channel than it came on");
    }
    return outcome;
  }

  /** Reads an envelope of any of the community's channels. */
  public ContentOutcome read(StatedEnvelope envelope) {
    Schema schema = StatusSchemas.ofType(envelope.type());
    if (schema == null) {
      return new ContentOutcome.Rejected("type is not archived");
    }
    try {
      PayloadTree tree = PayloadTree.parse(schema, PartsCursor.of(envelope.payload()));
      MessageContent content = content(envelope.type(), tree);
      requireOwnImport(content, envelope.author());
      return new ContentOutcome.Accepted(content);
    } catch (MalformedException e) {
      return new ContentOutcome.Rejected(e.reason());
    }
  }

  private MessageContent content(int type, PayloadTree tree) throws MalformedException {
    long clock = clock(tree);
    return switch (type) {
      case MessageType.CHAT -> chat.of(channel(tree, 6, 7), clock, tree);
      case MessageType.REACTION ->
          new MessageContent.Reaction(
              channel(tree, 2, 4), clock, target(tree, 3), (int) tree.number(5), tree.flag(6));
      case MessageType.PIN ->
          new MessageContent.Pin(channel(tree, 3, 5), clock, target(tree, 2), tree.flag(4));
      case MessageType.EDIT ->
          new MessageContent.Edit(
              channel(tree, 3, 6), clock, target(tree, 4), tree.text(2), (int) tree.number(7));
      case MessageType.DELETION ->
          new MessageContent.Deletion(channel(tree, 2, 5), clock, target(tree, 3), tree.text(6));
      default -> memberDeletion(clock, tree);
    };
  }

  private MessageContent memberDeletion(long clock, PayloadTree tree) throws MalformedException {
    if (!Arrays.equals(tree.bytes(2), communityBytes)) {
      throw new MalformedException("another community");
    }
    List<MessageId> messages = new ArrayList<>();
    for (PayloadTree message : tree.messages(4)) {
      if (ChannelId.ofChatId(community, message.text(2)).isEmpty()) {
        throw new MalformedException("channel is not one of the community");
      }
      messages.add(target(message, 1));
    }
    return new MessageContent.MemberDeletion(clock, member(tree.text(3)), messages);
  }

  /** A member as Status writes one: 0x, then the key uncompressed or compressed. */
  private static PublicKey member(String text) throws MalformedException {
    boolean uncompressed = text.length() == 132 && text.startsWith("0x04");
    boolean compressed = text.length() == 68 && text.startsWith("0x0");
    if (!uncompressed && !compressed) {
      throw new MalformedException("member is not well-formed");
    }
    try {
      byte[] bytes = HexFormat.of().parseHex(text, 2, text.length());
      if (uncompressed) {
        byte last = bytes[64];
        bytes = Arrays.copyOf(bytes, PublicKey.LENGTH);
        bytes[0] = (byte) (2 + (last & 1));
      }
      return PublicKey.of(bytes);
    } catch (IllegalArgumentException e) {
      throw new MalformedException("member is not well-formed");
    }
  }

  private static long clock(PayloadTree tree) throws MalformedException {
    long clock = tree.number(1);
    if (clock <= 0) {
      throw new MalformedException("clock is missing or beyond all times");
    }
    return clock;
  }

  private ChannelId channel(PayloadTree tree, int chatField, int typeField)
      throws MalformedException {
    if (tree.number(typeField) != COMMUNITY_CHAT) {
      throw new MalformedException("message type is not community chat");
    }
    return ChannelId.ofChatId(community, tree.text(chatField))
        .orElseThrow(() -> new MalformedException("channel is not one of the community"));
  }

  private static MessageId target(PayloadTree tree, int field) throws MalformedException {
    return MessageIds.parse(tree.text(field))
        .orElseThrow(() -> new MalformedException("target is not well-formed"));
  }

  private void requireOwnImport(MessageContent content, PublicKey author)
      throws MalformedException {
    if (content instanceof MessageContent.Chat message
        && message.imported().isPresent()
        && !author.equals(community.key())) {
      throw new MalformedException("import mark without the community's signature");
    }
  }
}
