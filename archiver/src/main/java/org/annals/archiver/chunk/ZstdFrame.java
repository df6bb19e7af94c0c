package org.annals.archiver.chunk;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import org.annals.archiver.wire.MalformedException;

/**
 * Reads a range of bytes that must be exactly one zstd frame (RFC 8878 section 3.1) with declared
 * content size, no checksum, no dictionary and a window of at most 2^23 bytes. Headers are read
 * here, before the native code sees anything, so that nothing is allocated on the word of the
 * input. Stateless.
 */
final class ZstdFrame {
  private static final int MAGIC = 0xFD2FB528;

  private ZstdFrame() {}

  /**
   * Decompresses.
   *
   * @param rawLength what the content size must be; checked against its cap by the caller
   */
  static byte[] decompress(byte[] bytes, int offset, int length, int rawLength)
      throws MalformedException {
    Cursor cursor = new Cursor(bytes, offset, offset + length);
    if (contentSize(cursor) != rawLength) {
      throw new MalformedException("a frame declares another size");
    }
    blocks(cursor);
    byte[] raw = new byte[rawLength];
    try (ZstdDecompressCtx zstd = new ZstdDecompressCtx()) {
      int size = zstd.decompressByteArray(raw, 0, rawLength, bytes, offset, length);
      if (size != rawLength) {
        throw new MalformedException("a frame is shorter than it says");
      }
    } catch (ZstdException e) {
      throw new MalformedException("a frame does not decompress");
    }
    return raw;
  }

  /**
   * The content size that a frame declares, when it is not above the cap of a raw section. Nothing
   * else of the frame is looked at.
   */
  static int contentSize(byte[] bytes, int offset, int length) throws MalformedException {
    long content = contentSize(new Cursor(bytes, offset, offset + length));
    if (content < 1 || content > ChunkFormat.MAX_RAW_SECTION) {
      throw new MalformedException("a frame declares a size out of range");
    }
    return (int) content;
  }

  private static long contentSize(Cursor cursor) throws MalformedException {
    if (cursor.littleEndian(4) != (MAGIC & 0xFFFFFFFFL)) {
      throw new MalformedException("not a zstd frame");
    }
    int descriptor = (int) cursor.littleEndian(1);
    boolean single = (descriptor & 0x20) != 0;
    if ((descriptor & 0x1F) != 0) {
      throw new MalformedException("a frame has a checksum, a dictionary or reserved bits");
    }
    if (!single && window((int) cursor.littleEndian(1)) > 1L << ChunkFormat.MAX_WINDOW_LOG) {
      throw new MalformedException("a frame wants too large a window");
    }
    int sizeBytes = new int[] {single ? 1 : 0, 2, 4, 8}[descriptor >>> 6];
    if (sizeBytes == 0) {
      throw new MalformedException("a frame declares no size");
    }
    return cursor.littleEndian(sizeBytes) + (sizeBytes == 2 ? 256 : 0);
  }

  private static long window(int descriptor) {
    long base = 1L << (10 + (descriptor >>> 3));
    return base + base / 8 * (descriptor & 7);
  }

  private static void blocks(Cursor cursor) throws MalformedException {
    boolean last = false;
    while (!last) {
      int header = (int) cursor.littleEndian(3);
      last = (header & 1) != 0;
      int type = (header >>> 1) & 3;
      if (type == 3) {
        throw new MalformedException("a frame has a reserved block");
      }
      cursor.skip(type == 1 ? 1 : header >>> 3);
    }
    if (!cursor.atEnd()) {
      throw new MalformedException("something stands behind a frame");
    }
  }

  private static final class Cursor {
    private final byte[] bytes;
    private final int end;
    private int position;

    Cursor(byte[] bytes, int position, int end) {
      this.bytes = bytes;
      this.position = position;
      this.end = end;
    }

    long littleEndian(int count) throws MalformedException {
      int start = position;
      skip(count);
      long value = 0;
      for (int i = 0; i < count; i++) {
        value |= (bytes[start + i] & 0xFFL) << (8 * i);
      }
      return value;
    }

    void skip(int count) throws MalformedException {
      if (count > end - position) {
        throw new MalformedException("a frame is cut off");
      }
      position += count;
    }

    boolean atEnd() {
      return position == end;
    }
  }
}
