package org.annals.importer.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.annals.archiver.ChannelId;
import org.annals.archiver.MessageId;
import org.annals.keys.Digest;
import org.annals.keys.PublicKey;

/**
 * Bytes of journal entries, big endian: marker, length of the body, CRC-32C of length and body,
 * body. A private format of this node that never leaves it.
 *
 * <pre>
 *   message body: kind 1, flags, type 4, clock 8, edited 8, id 32, author 33, channel 16, target 32,
 *                 media count 4, {digest 32, offset 4, length 4}*, envelope
 *   blob body:    kind 1, digest 32, bytes
 * </pre>
 */
final class EntryCodec {
  static final int FRAME = 12;
  static final int MARKER = 0x414A_E131;
  static final byte MESSAGE = 1;
  static final byte BLOB = 2;

  /** Longest body: a record of its own section with its media, and some room. */
  static final int MAX_BODY = 64 << 20;

  static final int BLOB_HEAD = 1 + Digest.LENGTH;
  static final int MESSAGE_HEAD = 1 + 1 + 4 + 8 + 8 + 32 + PublicKey.LENGTH + 16 + 32 + 4;
  static final int ID_OFFSET = 1 + 1 + 4 + 8 + 8;
  static final int MEDIA_ENTRY = Digest.LENGTH + 8;

  private static final int IMPORTED = 1;
  private static final int HAS_CHANNEL = 2;
  private static final int HAS_TARGET = 4;
  private static final byte[] NO_CHANNEL = new byte[ChannelId.LENGTH];
  private static final byte[] NO_TARGET = new byte[Digest.LENGTH];

  private EntryCodec() {}

  static int length(JournalMessage message) {
    return FRAME + MESSAGE_HEAD + message.media().size() * MEDIA_ENTRY + message.envelope().length;
  }

  static int length(JournalBlob blob) {
    return FRAME + BLOB_HEAD + blob.bytes().length;
  }

  static byte[] encode(JournalMessage m) {
    byte[] bytes = new byte[length(m)];
    ByteBuffer out = ByteBuffer.wrap(bytes);
    out.position(FRAME);
    int flags =
        (m.imported() ? IMPORTED : 0)
            | (m.channel() != null ? HAS_CHANNEL : 0)
            | (m.target() != null ? HAS_TARGET : 0);
    out.put(MESSAGE).put((byte) flags).putInt(m.type()).putLong(m.clock()).putLong(m.edited());
    out.put(m.id().toBytes()).put(m.author().toBytes());
    out.put(m.channel() != null ? m.channel().toBytes() : NO_CHANNEL);
    out.put(m.target() != null ? m.target().toBytes() : NO_TARGET);
    out.putInt(m.media().size());
    for (JournalMedia media : m.media()) {
      out.put(media.digest().toBytes()).putInt(media.offset()).putInt(media.length());
    }
    out.put(m.envelope());
    return framed(bytes);
  }

  static byte[] encode(JournalBlob blob) {
    byte[] bytes = new byte[length(blob)];
    ByteBuffer out = ByteBuffer.wrap(bytes);
    out.position(FRAME);
    out.put(BLOB).put(blob.digest().toBytes()).put(blob.bytes());
    return framed(bytes);
  }

  /** Checksum over what stands behind the marker and the checksum itself. */
  static int checksum(int length, byte[] bytes, int offset) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(4).putInt(0, length));
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }

  /** The message at the buffer's position, without its envelope; the position stands on that. */
  static JournalMessage decodeHead(ByteBuffer body) {
    body.get();
    int flags = body.get();
    int type = body.getInt();
    long clock = body.getLong();
    long edited = body.getLong();
    MessageId id = new MessageId(Digest.of(take(body, Digest.LENGTH)));
    PublicKey author = PublicKey.of(take(body, PublicKey.LENGTH));
    ChannelId channel = ChannelId.of(take(body, ChannelId.LENGTH));
    MessageId target = new MessageId(Digest.of(take(body, Digest.LENGTH)));
    int count = body.getInt();
    List<JournalMedia> media = new ArrayList<>(Math.min(count, 1024));
    for (int i = 0; i < count; i++) {
      media.add(
          new JournalMedia(Digest.of(take(body, Digest.LENGTH)), body.getInt(), body.getInt()));
    }
    return new JournalMessage(
        (flags & HAS_CHANNEL) != 0 ? channel : null,
        author,
        id,
        clock,
        type,
        (flags & HAS_TARGET) != 0 ? target : null,
        (flags & IMPORTED) != 0,
        edited,
        media,
        new byte[0]);
  }

  static byte[] take(ByteBuffer buffer, int length) {
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return bytes;
  }

  private static byte[] framed(byte[] bytes) {
    int length = bytes.length - FRAME;
    ByteBuffer.wrap(bytes)
        .putInt(0, MARKER)
        .putInt(4, length)
        .putInt(8, checksum(length, bytes, FRAME));
    return bytes;
  }
}
