package org.annals.importer.database;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.annals.archiver.MessageId;
import org.annals.keys.Digest;

/** Keys of the maps; all numbers big endian, so that bytes sort as the numbers do. */
final class Keys {
  /** Clock 8, id 32, source 4. */
  static final int MESSAGE = 44;

  /** First 8 bytes of an id, clock 8. */
  static final int PLACE = 16;

  /** Channel 4, clock 8, first 8 bytes of an id. */
  static final int CHANNEL = 20;

  /** Clock 8, target 32, id 32, source 4. */
  static final int FACT = 76;

  /** Target or digest 32, source 4. */
  static final int SOURCED = 36;

  /** Source 4, section 4. */
  static final int MARK = 8;

  private Keys() {}

  static byte[] message(long clock, MessageId id, int source) {
    return ByteBuffer.allocate(MESSAGE).putLong(clock).put(id.toBytes()).putInt(source).array();
  }

  /** The lowest message key of a clock, or of the ids from a prefix on. */
  static byte[] messageFrom(long clock, long prefix) {
    return ByteBuffer.allocate(MESSAGE).putLong(clock).putLong(prefix).array();
  }

  /** The highest message key of a clock and prefix. */
  static byte[] messageTo(long clock, long prefix) {
    byte[] key = messageFrom(clock, prefix);
    Arrays.fill(key, 16, MESSAGE, (byte) -1);
    return key;
  }

  static byte[] place(Place place) {
    return ByteBuffer.allocate(PLACE).putLong(place.prefix()).putLong(place.clock()).array();
  }

  static byte[] channel(int channel, long clock, long prefix) {
    return ByteBuffer.allocate(CHANNEL).putInt(channel).putLong(clock).putLong(prefix).array();
  }

  static byte[] fact(long clock, MessageId target, MessageId id, int source) {
    return ByteBuffer.allocate(FACT)
        .putLong(clock)
        .put(target.toBytes())
        .put(id.toBytes())
        .putInt(source)
        .array();
  }

  /** All facts of a clock about a target lie between this and {@link #factTo}. */
  static byte[] factFrom(long clock, MessageId target) {
    return ByteBuffer.allocate(FACT).putLong(clock).put(target.toBytes()).array();
  }

  static byte[] factTo(long clock, MessageId target) {
    byte[] key = factFrom(clock, target);
    Arrays.fill(key, 8 + Digest.LENGTH, FACT, (byte) -1);
    return key;
  }

  static MessageId factTarget(byte[] key) {
    return new MessageId(digestAt(key, 8));
  }

  static MessageId factId(byte[] key) {
    return new MessageId(digestAt(key, 8 + Digest.LENGTH));
  }

  /** All tombstones of a message lie between this and {@link #lastOf}. */
  static byte[] firstOf(MessageId target, int length) {
    return Arrays.copyOf(target.toBytes(), length);
  }

  static byte[] lastOf(MessageId target, int length) {
    byte[] key = firstOf(target, length);
    Arrays.fill(key, Digest.LENGTH, length, (byte) -1);
    return key;
  }

  static byte[] sourced(Digest digest, int source) {
    return ByteBuffer.allocate(SOURCED).put(digest.toBytes()).putInt(source).array();
  }

  static byte[] mark(int source, int section) {
    return ByteBuffer.allocate(MARK).putInt(source).putInt(section).array();
  }

  static byte[] number(int number) {
    return ByteBuffer.allocate(4).putInt(number).array();
  }

  static long prefix(MessageId id) {
    return ByteBuffer.wrap(id.toBytes()).getLong();
  }

  static long longAt(byte[] key, int offset) {
    return ByteBuffer.wrap(key).getLong(offset);
  }

  static int intAt(byte[] key, int offset) {
    return ByteBuffer.wrap(key).getInt(offset);
  }

  static Digest digestAt(byte[] key, int offset) {
    return Digest.of(Arrays.copyOfRange(key, offset, offset + Digest.LENGTH));
  }

  /** The key of the same message, fact, tombstone or medium from another source. */
  static byte[] withSource(byte[] key, int source) {
    byte[] other = key.clone();
    ByteBuffer.wrap(other).putInt(key.length - 4, source);
    return other;
  }

  /** The source of a message, fact, tombstone or medium: the last 4 bytes of its key. */
  static int source(byte[] key) {
    return intAt(key, key.length - 4);
  }
}
