package org.annals.archiver.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.annals.archiver.ChannelId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.MessageId;
import org.annals.keys.Digest;
import org.annals.keys.Keccak256;

/** How ids are written and, for imports, made (FORMAT section 2, DESIGN section 4). Stateless. */
public final class MessageIds {
  private static final byte[] IMPORT_PREFIX =
      "\0annals-import1\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SEPARATOR = {0};

  private MessageIds() {}

  /** Reads an id as Status writes it: 0x and 64 lower-case hexadecimal digits, nothing else. */
  public static Optional<MessageId> parse(String text) {
    if (text.length() != 66 || !text.startsWith("0x")) {
      return Optional.empty();
    }
    byte[] bytes = new byte[Digest.LENGTH];
    for (int i = 0; i < bytes.length; i++) {
      int high = digit(text.charAt(2 + 2 * i));
      int low = digit(text.charAt(3 + 2 * i));
      if (high < 0 || low < 0) {
        return Optional.empty();
      }
      bytes[i] = (byte) ((high << 4) | low);
    }
    return Optional.of(new MessageId(Digest.of(bytes)));
  }

  /** Writes an id as Status does. */
  public static String format(MessageId id) {
    return "0x" + HexFormat.of().formatHex(id.toBytes());
  }

  /** The id of an import; the same for every version of the same source message. */
  public static MessageId imported(CommunityId community, ImportSource source, String sourceId) {
    return new MessageId(
        Keccak256.of(
            IMPORT_PREFIX, community.toBytes(), utf8(source.text()), SEPARATOR, utf8(sourceId)));
  }

  /** The channel that holds an imported channel's messages: a UUID of version 8. */
  public static ChannelId importedChannel(
      CommunityId community, ImportSource source, String sourceChannelId) {
    Digest digest =
        Digest.sha256(community.toBytes(), utf8(source.text()), SEPARATOR, utf8(sourceChannelId));
    ByteBuffer bytes = ByteBuffer.wrap(digest.toBytes());
    long high = (bytes.getLong() & ~0xF000L) | 0x8000L;
    long low = (bytes.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    return new ChannelId(new UUID(high, low));
  }

  private static int digit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
