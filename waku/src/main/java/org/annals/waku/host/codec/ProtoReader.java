package org.annals.waku.host.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Walks the fields of a protobuf message within a byte array. Unknown fields are for the caller to
 * {@link #skip}; groups are refused. Allocates only what the message really holds. Usage:
 *
 * <pre>{@code
 * while (reader.nextField()) {
 *   switch (reader.field()) {
 *     case 1 -> name = reader.string(256);
 *     default -> reader.skip();
 *   }
 * }
 * }</pre>
 *
 * <p>Not thread-safe.
 */
public final class ProtoReader {
  private static final int WIRE_VARINT = 0;
  private static final int WIRE_FIXED64 = 1;
  private static final int WIRE_BYTES = 2;
  private static final int WIRE_FIXED32 = 5;

  private final ByteBuffer in;
  private int field;
  private int wireType;

  /** Reads a whole array, which is not copied. */
  public ProtoReader(byte[] message) {
    this(ByteBuffer.wrap(message));
  }

  private ProtoReader(ByteBuffer in) {
    this.in = in;
  }

  /** Goes to the next field; false at the end. The value of the last one must have been taken. */
  public boolean nextField() throws MalformedInput {
    if (!in.hasRemaining()) {
      return false;
    }
    long tag = Varint.read(in);
    if (tag < 8 || tag > 0xffffffffL) {
      throw new MalformedInput("a protobuf tag is out of range");
    }
    field = (int) (tag >>> 3);
    wireType = (int) (tag & 7);
    return true;
  }

  /** The present field's number. */
  public int field() {
    return field;
  }

  /** Whether the present field holds a varint; a packed repeated one holds bytes instead. */
  public boolean isVarint() {
    return wireType == WIRE_VARINT;
  }

  /** The value of a varint field. */
  public long varint() throws MalformedInput {
    expect(WIRE_VARINT);
    return Varint.read(in);
  }

  /** The value of a bool field. */
  public boolean bool() throws MalformedInput {
    return varint() != 0;
  }

  /** The value of a zigzag varint field. */
  public long zigzag() throws MalformedInput {
    long value = varint();
    return (value >>> 1) ^ -(value & 1);
  }

  /** The value of a bytes field, copied. */
  public byte[] bytes(int maxBytes) throws MalformedInput {
    int length = length(maxBytes);
    byte[] value = new byte[length];
    in.get(value);
    return value;
  }

  /** A string field, strict UTF-8. */
  public String string(int maxBytes) throws MalformedInput {
    ByteBuffer part = slice(maxBytes);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(part)
          .toString();
    } catch (CharacterCodingException e) {
      throw new MalformedInput("a string is not UTF-8");
    }
  }

  /** A nested message, read in place. */
  public ProtoReader message() throws MalformedInput {
    return new ProtoReader(slice(in.remaining()));
  }

  /** The varints of a packed repeated field, to be taken with {@link #packedVarint}. */
  public ProtoReader packed() throws MalformedInput {
    return message();
  }

  /** Whether bytes are left; for packed fields. */
  public boolean hasMore() {
    return in.hasRemaining();
  }

  /** The next value of a packed field. */
  public long packedVarint() throws MalformedInput {
    return Varint.read(in);
  }

  /** Passes over the present field's value. */
  public void skip() throws MalformedInput {
    switch (wireType) {
      case WIRE_VARINT -> Varint.read(in);
      case WIRE_FIXED64 -> advance(8);
      case WIRE_BYTES -> advance(length(in.remaining()));
      case WIRE_FIXED32 -> advance(4);
      default -> throw new MalformedInput("a protobuf wire type is unknown");
    }
  }

  private ByteBuffer slice(int maxBytes) throws MalformedInput {
    int length = length(maxBytes);
    ByteBuffer part = in.slice(in.position(), length);
    in.position(in.position() + length);
    return part;
  }

  private int length(int maxBytes) throws MalformedInput {
    expect(WIRE_BYTES);
    long length = Varint.read(in);
    if (length < 0 || length > in.remaining()) {
      throw new MalformedInput("a protobuf field is longer than its message");
    }
    if (length > maxBytes) {
      throw new MalformedInput("a protobuf field exceeds " + maxBytes + " bytes");
    }
    return (int) length;
  }

  private void expect(int expected) throws MalformedInput {
    if (wireType != expected) {
      throw new MalformedInput("a protobuf field has another wire type");
    }
  }

  private void advance(int count) throws MalformedInput {
    if (in.remaining() < count) {
      throw new MalformedInput("a protobuf field is longer than its message");
    }
    in.position(in.position() + count);
  }
}
