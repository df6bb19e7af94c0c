package org.annals.importer.database;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/** Byte strings, ordered unsigned. Never modified once they are in a map. */
final class BytesType extends BasicDataType<byte[]> {
  private static final int VARIABLE = -1;
  private static final int OBJECT = 24;

  private final int length;

  private BytesType(int length) {
    this.length = length;
  }

  /** All of one length, which is not stored. */
  static BytesType fixed(int length) {
    return new BytesType(length);
  }

  /** Of any length. */
  static BytesType variable() {
    return new BytesType(VARIABLE);
  }

  @Override
  public int getMemory(byte[] value) {
    return OBJECT + value.length;
  }

  @Override
  public int compare(byte[] a, byte[] b) {
    return Arrays.compareUnsigned(a, b);
  }

  @Override
  public void write(WriteBuffer out, byte[] value) {
    if (length == VARIABLE) {
      out.putVarInt(value.length);
    } else if (value.length != length) {
      throw new IllegalArgumentException("a key has " + length + " bytes, not " + value.length);
    }
    out.put(value);
  }

  @Override
  public byte[] read(ByteBuffer in) {
    byte[] value = new byte[length == VARIABLE ? DataUtils.readVarInt(in) : length];
    in.get(value);
    return value;
  }

  @Override
  public byte[][] createStorage(int size) {
    return new byte[size][];
  }
}
