package org.annals.archiver.message;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.annals.archiver.MessageId;
import org.annals.archiver.wire.CanonicalWriter;

/**
 * Makes the payload of a type 1 message as Status' clients encode it. Begin with {@link
 * StatusPayloads#chat}. Confined to one thread.
 */
public final class ChatMessageBuilder {
  private static final int TEXT = 1;
  private static final int IMAGE = 7;
  private static final int AUDIO = 8;
  private static final int DISCORD = 12;
  private static final int BRIDGE = 18;

  private final String chatId;
  private final long clock;
  private long timestamp;
  private String text = "";
  private String responseTo = "";
  private String ensName = "";
  private int contentType = TEXT;
  private String displayName = "";
  private long customizationColor;
  private final CanonicalWriter choice = new CanonicalWriter();

  ChatMessageBuilder(String chatId, long clock) {
    this.chatId = chatId;
    this.clock = clock;
    this.timestamp = clock;
  }

  /** Sets the sender's time in milliseconds; it is the clock if this is not called. */
  public ChatMessageBuilder timestamp(long millis) {
    timestamp = millis;
    return this;
  }

  /** Sets the text. */
  public ChatMessageBuilder text(String value) {
    text = value;
    return this;
  }

  /** Makes it a reply. */
  public ChatMessageBuilder reply(MessageId to) {
    responseTo = MessageIds.format(to);
    return this;
  }

  /** Sets the sender's ENS name. */
  public ChatMessageBuilder ensName(String value) {
    ensName = value;
    return this;
  }

  /** Sets the name under which the sender is shown. */
  public ChatMessageBuilder displayName(String value) {
    displayName = value;
    return this;
  }

  /** Sets the sender's colour, 0 to 11 in Status. */
  public ChatMessageBuilder customizationColor(int value) {
    customizationColor = value;
    return this;
  }

  /** An image as Status carries it. */
  public record Image(
      byte[] payload, int format, String albumId, int width, int height, int albumCount) {
    /** An image that belongs to no album and does not say its size. */
    public static Image of(byte[] payload, int format) {
      return new Image(payload, format, "", 0, 0, 0);
    }
  }

  /** Adds the image; a message has one. */
  public ChatMessageBuilder image(Image image) {
    choose(IMAGE)
        .startMessage(10)
        .bytes(1, image.payload())
        .uint64(2, image.format())
        .string(3, image.albumId())
        .uint64(4, image.width())
        .uint64(5, image.height())
        .uint64(6, image.albumCount())
        .endMessage();
    return this;
  }

  /**
   * Adds the sound; a message has one.
   *
   * @param type AAC 1, AMR 2
   */
  public ChatMessageBuilder audio(byte[] payload, int type, long durationMillis) {
    choose(AUDIO)
        .startMessage(11)
        .bytes(1, payload)
        .uint64(2, type)
        .uint64(3, durationMillis)
        .endMessage();
    return this;
  }

  /** A file of a message that Status itself imported from Discord. */
  public record DiscordFile(
      String id, String messageId, String url, String fileName, String contentType, byte[] bytes) {}

  /** Makes it one of Status' own Discord imports. */
  public ChatMessageBuilder discord(
      String id, String content, String authorName, List<DiscordFile> files) {
    choose(DISCORD).startMessage(99).string(1, id).string(2, "Default");
    choice.string(5, content).startMessage(6).string(2, authorName).endMessage();
    for (DiscordFile file : files) {
      choice
          .startMessage(8)
          .string(1, file.id())
          .string(2, file.messageId())
          .string(3, file.url())
          .string(4, file.fileName())
          .uint64(5, file.bytes().length)
          .string(6, file.contentType())
          .bytes(7, file.bytes())
          .endMessage();
    }
    choice.endMessage();
    return this;
  }

  /** Makes it a message that a bridge wrote for someone elsewhere. */
  public ChatMessageBuilder bridge(
      String bridgeName, String userName, String userId, String content, String messageId) {
    choose(BRIDGE)
        .startMessage(100)
        .string(1, bridgeName)
        .string(2, userName)
        .string(4, userId)
        .string(5, content)
        .string(6, messageId)
        .endMessage();
    return this;
  }

  /** The payload. */
  public byte[] build() {
    CanonicalWriter head =
        new CanonicalWriter()
            .uint64(1, clock)
            .uint64(2, timestamp)
            .string(3, text)
            .string(4, responseTo)
            .string(5, ensName)
            .string(6, chatId)
            .uint64(7, StatusPayloads.COMMUNITY_CHAT)
            .uint64(8, contentType);
    CanonicalWriter tail =
        new CanonicalWriter().string(14, displayName).uint64(19, customizationColor);
    // Status' encoder writes the choice of a oneof behind all other fields.
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head.toByteArray());
    out.writeBytes(tail.toByteArray());
    out.writeBytes(choice.toByteArray());
    return out.toByteArray();
  }

  private CanonicalWriter choose(int type) {
    if (choice.size() > 0) {
      throw new IllegalStateException("a message has one image, sound or foreign message");
    }
    contentType = type;
    return choice;
  }
}
