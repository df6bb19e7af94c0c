package org.annals.waku.host.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes varint-length-prefixed messages out of a stream of bytes. Holds at most one message, and of
 * it only what has come, whatever length was claimed. Not thread-safe.
 */
public final class LengthPrefix {
  private static final int FIRST_ALLOCATION = 4096;

  private final int maxBytes;
  private final byte[] prefix = new byte[5];
  private int prefixLength;
  private int expected = -1;
  private byte[] body = new byte[0];
  private int bodyLength;

  /** Accepts messages of 0 to maxBytes. */
  public LengthPrefix(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** A message behind its length. */
  public static byte[] frame(byte[] message) {
    byte[] length = Varint.encode(message.length);
    byte[] framed = Arrays.copyOf(length, length.length + message.length);
    System.arraycopy(message, 0, framed, length.length, message.length);
    return framed;
  }

  /**
   * The next message, or null when the bytes do not hold a whole one; then all were taken.
   *
   * @throws MalformedInput when a length is above the maximum or not minimal
   */
  public byte @Nullable [] next(ByteBuffer in) throws MalformedInput {
    while (expected < 0) {
      if (!in.hasRemaining()) {
        return null;
      }
      readPrefixByte(in.get());
    }
    int take = Math.min(in.remaining(), expected - bodyLength);
    makeRoom(bodyLength + take);
    in.get(body, bodyLength, take);
    bodyLength += take;
    if (bodyLength < expected) {
      return null;
    }
    byte[] message = body.length == bodyLength ? body : Arrays.copyOf(body, bodyLength);
    expected = -1;
    prefixLength = 0;
    body = new byte[0];
    bodyLength = 0;
    return message;
  }

  /** Whether a message has begun and is not whole. */
  public boolean isMidMessage() {
    return prefixLength > 0;
  }

  private void readPrefixByte(byte next) throws MalformedInput {
    if (prefixLength == prefix.length) {
      throw new MalformedInput("a length prefix exceeds 5 bytes");
    }
    prefix[prefixLength++] = next;
    if (next >= 0) {
      expected = Varint.readMinimal(ByteBuffer.wrap(prefix, 0, prefixLength), maxBytes);
    }
  }

  private void makeRoom(int needed) {
    if (body.length < needed) {
      int doubled = Math.max(Math.max(FIRST_ALLOCATION, needed), body.length * 2);
      body = Arrays.copyOf(body, Math.min(doubled, expected));
    }
  }
}
