package org.annals.archiver.wire;

import java.util.Arrays;

/**
 * Reads one protobuf message that must be canonical: what this reader accepts, {@link
 * CanonicalWriter} would write with the same bytes. Refused are descending or doubled fields,
 * varints that are not minimal, defaults that are written out, text that is not UTF-8, groups and
 * lengths beyond the end.
 *
 * <p>Use: {@code while (reader.next()) switch (reader.field()) {...; default ->
 * reader.extension();}}. Each field must be read exactly once before the next. Nothing is allocated
 * beyond the caps that are passed in.
 *
 * <p>Confined to one thread; never modifies the bytes.
 */
public final class CanonicalReader {
  /** Fields from here on may be unknown: they are kept, signed and ignored (FORMAT section 4). */
  public static final int FIRST_EXTENSION = 1000;

  private static final int MAX_FIELD = (1 << 29) - 1;

  private final byte[] bytes;
  private final int end;
  private int position;
  private int field;
  private int wireType;
  private boolean again;
  private boolean pending;

  /** Reads all of the array. */
  public CanonicalReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  /** Reads a range of the array. */
  public CanonicalReader(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.position = offset;
    this.end = offset + length;
  }

  /** Goes on to the next field; false at the end of the message. */
  public boolean next() throws MalformedException {
    if (pending) {
      throw new IllegalStateException("field " + field + " was not read");
    }
    if (position == end) {
      return false;
    }
    long tag = varint();
    long number = tag >>> 3;
    if (number < 1 || number > MAX_FIELD) {
      throw new MalformedException("field number out of range");
    }
    if (number < field) {
      throw new MalformedException("fields are not ascending");
    }
    again = number == field;
    field = (int) number;
    wireType = (int) (tag & 7);
    pending = true;
    return true;
  }

  /** Number of the current field. */
  public int field() {
    return field;
  }

  /** Reads an unsigned number that is not 0. */
  public long uint64() throws MalformedException {
    once();
    long value = presentUint64();
    if (value == 0) {
      throw new MalformedException("a default is written out");
    }
    return value;
  }

  /**
   * Reads a number from 1 to a limit.
   *
   * @param max 0 or more
   */
  public int uint32(int max) throws MalformedException {
    long value = uint64();
    if (value < 0 || value > max) {
      throw new MalformedException("number out of range");
    }
    return (int) value;
  }

  /** Reads a number, 0 too, repeated or not: for oneofs and repeated fields. */
  public long presentUint64() throws MalformedException {
    take(0);
    return varint();
  }

  /** Reads true; false is never written. */
  public boolean bool() throws MalformedException {
    if (uint64() != 1) {
      throw new MalformedException("a truth value is neither 0 nor 1");
    }
    return true;
  }

  /** Reads bytes, at least one and at most {@code max}. */
  public byte[] bytes(int max) throws MalformedException {
    once();
    byte[] value = presentBytes(max);
    if (value.length == 0) {
      throw new MalformedException("a default is written out");
    }
    return value;
  }

  /** Reads exactly this many bytes. */
  public byte[] exactly(int length) throws MalformedException {
    once();
    return presentExactly(length);
  }

  /** Reads exactly this many bytes of a repeated field or oneof. */
  public byte[] presentExactly(int length) throws MalformedException {
    byte[] value = presentBytes(length);
    if (value.length != length) {
      throw new MalformedException("wrong length");
    }
    return value;
  }

  /** Reads bytes, empty ones too, repeated or not: for oneofs and repeated fields. */
  public byte[] presentBytes(int max) throws MalformedException {
    int length = length();
    if (length > max) {
      throw new MalformedException("longer than its cap");
    }
    byte[] value = Arrays.copyOfRange(bytes, position, position + length);
    position += length;
    return value;
  }

  /** Reads text, at least one and at most {@code max} bytes of UTF-8. */
  public String string(int max) throws MalformedException {
    once();
    String value = presentString(max);
    if (value.isEmpty()) {
      throw new MalformedException("a default is written out");
    }
    return value;
  }

  /** Reads text, empty text too, repeated or not: for oneofs and repeated fields. */
  public String presentString(int max) throws MalformedException {
    int length = length();
    if (length > max) {
      throw new MalformedException("longer than its cap");
    }
    int start = position;
    position += length;
    return Utf8.decode(bytes, start, length);
  }

  /** Reads numbers in packed form, at least one and at most {@code max}. */
  public long[] packed(int max) throws MalformedException {
    once();
    int length = length();
    int stop = position + length;
    int count = 0;
    for (int i = position; i < stop; i++) {
      count += bytes[i] >= 0 ? 1 : 0;
    }
    if (count == 0 || count > max || bytes[stop - 1] < 0) {
      throw new MalformedException("packed numbers: none, too many, or cut off");
    }
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] = varint();
    }
    return values;
  }

  /** A reader of a nested message that stands at most once. It must be read to its end. */
  public CanonicalReader message() throws MalformedException {
    once();
    return presentMessage();
  }

  /** A reader of a nested message in a repeated field. It must be read to its end. */
  public CanonicalReader presentMessage() throws MalformedException {
    int length = length();
    int start = position;
    position += length;
    return new CanonicalReader(bytes, start, length);
  }

  /**
   * Passes over a field that this version does not know, when its number allows that; refuses it
   * otherwise.
   */
  public void extension() throws MalformedException {
    if (field < FIRST_EXTENSION) {
      throw new MalformedException("unknown field " + field);
    }
    ignore();
  }

  /** Passes over a field of any number: for formats that this version does not know. */
  public void ignore() throws MalformedException {
    pending = false;
    switch (wireType) {
      case 0 -> varint();
      case 1 -> skip(8);
      case 2 -> {
        pending = true;
        // Not +=: length() moves the position itself.
        int length = length();
        position += length;
      }
      case 5 -> skip(4);
      default -> throw new MalformedException("unknown wire type");
    }
  }

  /** Bytes left. */
  public int remaining() {
    return end - position;
  }

  private void once() throws MalformedException {
    if (again) {
      throw new MalformedException("field " + field + " stands twice");
    }
  }

  private void take(int expected) throws MalformedException {
    if (!pending) {
      throw new IllegalStateException("no field to read");
    }
    pending = false;
    if (wireType != expected) {
      throw new MalformedException("field " + field + " has another wire type");
    }
  }

  private int length() throws MalformedException {
    take(2);
    long length = varint();
    if (length < 0 || length > end - position) {
      throw new MalformedException("a length goes beyond the end");
    }
    return (int) length;
  }

  private void skip(int count) throws MalformedException {
    if (count > end - position) {
      throw new MalformedException("cut off");
    }
    position += count;
  }

  private long varint() throws MalformedException {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (position == end) {
        throw new MalformedException("cut off");
      }
      byte b = bytes[position++];
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        if ((b == 0 && shift > 0) || (shift == 63 && b > 1)) {
          throw new MalformedException("a varint is not minimal");
        }
        return value;
      }
    }
    throw new MalformedException("a varint is too long");
  }
}
