package org.annals.waku.host.codec;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes protobuf fields in the order of the calls; zero and empty values are written too, so
 * callers leave absent fields out. Not thread-safe.
 */
public final class ProtoWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** A varint field: uint32, uint64, bool, enum. */
  public ProtoWriter varint(int field, long value) {
    Varint.write(out, (long) field << 3);
    Varint.write(out, value);
    return this;
  }

  /** A zigzag varint field: sint32, sint64. */
  public ProtoWriter zigzag(int field, long value) {
    return varint(field, (value << 1) ^ (value >> 63));
  }

  /** A bytes field or a nested message. */
  public ProtoWriter bytes(int field, byte[] value) {
    Varint.write(out, (long) field << 3 | 2);
    Varint.write(out, value.length);
    out.write(value, 0, value.length);
    return this;
  }

  /** A string field. */
  public ProtoWriter string(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** All fields so far. */
  public byte[] toBytes() {
    return out.toByteArray();
  }

  /** Bytes so far. */
  public int size() {
    return out.size();
  }
}
