package org.annals.waku.host.codec;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Unsigned LEB128 integers as multiformats and protobuf use them. Stateless. */
public final class Varint {
  /** Longest encoding of a protobuf value. */
  public static final int MAX_BYTES = 10;

  private Varint() {}

  /** Appends a value, minimal, taken as unsigned. */
  public static void write(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  /** The minimal encoding. */
  public static byte[] encode(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(MAX_BYTES);
    write(out, value);
    return out.toByteArray();
  }

  /** Length of the minimal encoding. */
  public static int size(long value) {
    return (Math.max(1, 64 - Long.numberOfLeadingZeros(value)) + 6) / 7;
  }

  /**
   * Reads a value of up to 64 bits; longer than needed is let pass, as protobuf does.
   *
   * @throws MalformedInput when it ends early or does not fit
   */
  public static long read(ByteBuffer in) throws MalformedInput {
    long value = 0;
    for (int i = 0; i < MAX_BYTES; i++) {
      if (!in.hasRemaining()) {
        throw new MalformedInput("a varint ends early");
      }
      byte next = in.get();
      if (i == MAX_BYTES - 1 && (next & 0xfe) != 0) {
        throw new MalformedInput("a varint exceeds 64 bits");
      }
      value |= (long) (next & 0x7f) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw new MalformedInput("a varint exceeds 10 bytes");
  }

  /**
   * Reads a multiformats varint: minimal, 0 to max.
   *
   * @throws MalformedInput when it is anything else
   */
  public static int readMinimal(ByteBuffer in, int max) throws MalformedInput {
    int start = in.position();
    long value = read(in);
    if (value < 0 || value > max) {
      throw new MalformedInput("a varint is above " + max);
    }
    if (in.position() - start != size(value)) {
      throw new MalformedInput("a varint is longer than needed");
    }
    return (int) value;
  }
}
