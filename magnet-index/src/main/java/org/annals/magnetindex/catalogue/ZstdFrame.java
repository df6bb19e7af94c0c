package org.annals.magnetindex.catalogue;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import org.annals.archiver.wire.MalformedException;

/**
 * Exactly one zstd frame (RFC 8878) with its content size, without checksum and dictionary, whose
 * window is at most 8 MiB.
 */
final class ZstdFrame {
  /** Catalogues are small and written once a week: a slow level costs nothing. */
  private static final int LEVEL = 9;

  private static final int MAX_WINDOW = 1 << 23;
  private static final byte[] MAGIC = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD};
  private static final int CHECKSUM_OR_RESERVED_OR_DICTIONARY = 0b0001_1111;
  private static final int SINGLE_SEGMENT = 0b0010_0000;

  private ZstdFrame() {}

  static byte[] compress(byte[] raw) {
    try (ZstdCompressCtx context = new ZstdCompressCtx()) {
      context.setLevel(LEVEL);
      context.setContentSize(true);
      context.setChecksum(false);
      context.setDictID(false);
      return context.compress(raw);
    }
  }

  /** Decompresses a frame that fills the range; allocates exactly {@code rawLength}. */
  static byte[] decompress(byte[] bytes, int offset, int length, int rawLength)
      throws MalformedException {
    checkHeader(bytes, offset, length);
    try (ZstdDecompressCtx context = new ZstdDecompressCtx()) {
      if (Zstd.findFrameCompressedSize(bytes, offset, length) != length) {
        throw new MalformedException("not exactly one zstd frame");
      }
      if (Zstd.getFrameContentSize(bytes, offset, length) != rawLength) {
        throw new MalformedException("the frame's content size is not the raw length");
      }
      byte[] raw = new byte[rawLength];
      int written = context.decompressByteArray(raw, 0, rawLength, bytes, offset, length);
      if (written != rawLength) {
        throw new MalformedException("the frame holds less than it says");
      }
      return raw;
    } catch (ZstdException e) {
      throw new MalformedException("damaged zstd frame");
    }
  }

  private static void checkHeader(byte[] bytes, int offset, int length) throws MalformedException {
    if (length < 6) {
      throw new MalformedException("no zstd frame");
    }
    for (int i = 0; i < MAGIC.length; i++) {
      if (bytes[offset + i] != MAGIC[i]) {
        throw new MalformedException("no zstd frame");
      }
    }
    int descriptor = bytes[offset + MAGIC.length];
    if ((descriptor & CHECKSUM_OR_RESERVED_OR_DICTIONARY) != 0) {
      throw new MalformedException("a zstd frame with checksum, dictionary or reserved bits");
    }
    if ((descriptor & SINGLE_SEGMENT) == 0 && window(bytes[offset + 5] & 0xFF) > MAX_WINDOW) {
      throw new MalformedException("zstd window too large");
    }
  }

  /** RFC 8878 section 3.1.1.1.2. A single segment's window is its content size, capped before. */
  private static long window(int descriptor) {
    long base = 1L << (10 + (descriptor >>> 3));
    return base + base / 8 * (descriptor & 7);
  }
}
