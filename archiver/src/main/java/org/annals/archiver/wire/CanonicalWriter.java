package org.annals.archiver.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes one protobuf message canonically: fields ascending, minimal varints, defaults omitted.
 *
 * <ul>
 *   <li>The same calls give the same bytes on every machine.
 *   <li>A field out of order is a programming error and throws {@link IllegalStateException}.
 *   <li>Nested messages are written in place, without a buffer of their own.
 * </ul>
 *
 * <p>Confined to one thread; can be used again after {@link #reset}.
 */
public final class CanonicalWriter {
  private static final int VARINT = 0;
  private static final int LENGTH_DELIMITED = 2;
  private static final int MAX_DEPTH = 16;

  private byte[] buffer;
  private int size;
  private int lastField;
  private int depth;
  private final int[] starts = new int[MAX_DEPTH];
  private final int[] outerFields = new int[MAX_DEPTH];

  /** A writer with room for small messages. */
  public CanonicalWriter() {
    this(256);
  }

  /**
   * A writer with this much room at first.
   *
   * @param capacity bytes, at least 1
   */
  public CanonicalWriter(int capacity) {
    buffer = new byte[capacity];
  }

  /** Writes an unsigned number, or nothing when it is 0. */
  public CanonicalWriter uint64(int field, long value) {
    if (value != 0) {
      presentUint64(field, value);
    }
    return this;
  }

  /** Writes a number, 0 too: for oneofs and repeated fields. */
  public CanonicalWriter presentUint64(int field, long value) {
    tag(field, VARINT);
    varint(value);
    return this;
  }

  /** Writes true, or nothing when it is false. */
  public CanonicalWriter bool(int field, boolean value) {
    return uint64(field, value ? 1 : 0);
  }

  /** Writes bytes, or nothing when there are none. */
  public CanonicalWriter bytes(int field, byte[] value) {
    return value.length == 0 ? this : presentBytes(field, value, 0, value.length);
  }

  /** Writes a range of bytes, or nothing when it is empty. */
  public CanonicalWriter bytes(int field, byte[] value, int offset, int length) {
    return length == 0 ? this : presentBytes(field, value, offset, length);
  }

  /** Writes bytes, empty ones too: for oneofs and repeated fields. */
  public CanonicalWriter presentBytes(int field, byte[] value) {
    return presentBytes(field, value, 0, value.length);
  }

  /** Writes a range of bytes, an empty one too: for oneofs and repeated fields. */
  public CanonicalWriter presentBytes(int field, byte[] value, int offset, int length) {
    tag(field, LENGTH_DELIMITED);
    varint(length);
    raw(value, offset, length);
    return this;
  }

  /** Writes text as UTF-8, or nothing when it is empty. */
  public CanonicalWriter string(int field, String value) {
    return value.isEmpty() ? this : presentString(field, value);
  }

  /** Writes text as UTF-8, empty text too: for oneofs and repeated fields. */
  public CanonicalWriter presentString(int field, String value) {
    return presentBytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes numbers in proto3's packed form, or nothing when there are none. */
  public CanonicalWriter packed(int field, long[] values) {
    if (values.length > 0) {
      startMessage(field);
      for (long value : values) {
        varint(value);
      }
      endMessage();
    }
    return this;
  }

  /** Begins a nested message; what follows belongs to it until {@link #endMessage}. */
  public CanonicalWriter startMessage(int field) {
    tag(field, LENGTH_DELIMITED);
    starts[depth] = size;
    outerFields[depth] = lastField;
    depth++;
    lastField = 0;
    ensure(1);
    size++;
    return this;
  }

  /** Ends the innermost nested message. An empty one is kept: presence has a meaning. */
  public CanonicalWriter endMessage() {
    if (depth == 0) {
      throw new IllegalStateException("no nested message is open");
    }
    depth--;
    int start = starts[depth];
    lastField = outerFields[depth];
    int length = size - start - 1;
    int extra = varintSize(length) - 1;
    if (extra > 0) {
      ensure(extra);
      System.arraycopy(buffer, start + 1, buffer, start + 1 + extra, length);
    }
    int end = size + extra;
    size = start;
    varint(length);
    size = end;
    return this;
  }

  /** Bytes written so far. */
  public int size() {
    return size;
  }

  /** A copy of the message. */
  public byte[] toByteArray() {
    requireClosed();
    return Arrays.copyOf(buffer, size);
  }

  /** Writes the message to a stream. */
  public void writeTo(OutputStream out) throws IOException {
    requireClosed();
    out.write(buffer, 0, size);
  }

  /** Empties the writer, keeping its room. */
  public void reset() {
    size = 0;
    lastField = 0;
    depth = 0;
  }

  /** How many bytes a minimal varint of this unsigned value takes, 1 to 10. */
  public static int varintSize(long value) {
    return Math.max(1, (70 - Long.numberOfLeadingZeros(value)) / 7);
  }

  private void requireClosed() {
    if (depth != 0) {
      throw new IllegalStateException("a nested message is open");
    }
  }

  private void tag(int field, int wireType) {
    if (field < lastField || field < 1) {
      throw new IllegalStateException("field " + field + " after field " + lastField);
    }
    lastField = field;
    varint(((long) field << 3) | wireType);
  }

  private void varint(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      buffer[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[size++] = (byte) rest;
  }

  private void raw(byte[] value, int offset, int length) {
    ensure(length);
    System.arraycopy(value, offset, buffer, size, length);
    size += length;
  }

  private void ensure(int more) {
    if (buffer.length - size < more) {
      int wanted = Math.addExact(size, more);
      buffer =
          Arrays.copyOf(buffer, Math.max(wanted, (int) Math.min(buffer.length * 2L, 1L << 30)));
    }
  }
}
