package org.annals.archiver.chunk;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;

/**
 * Compresses a section in one shot: content size in the frame, no checksum, no dictionary, no
 * workers (FORMAT section 4). The same bytes give the same frame. Confined to one thread; close it.
 */
final class SectionCompressor implements AutoCloseable {
  /** Decided by measurement: {@code docs/decisions/}. */
  static final int LEVEL = 6;

  private final ZstdCompressCtx zstd = new ZstdCompressCtx();
  private final int level;
  private byte[] buffer = new byte[1 << 16];

  SectionCompressor(int level) {
    this.level = level;
    zstd.setLevel(level);
    zstd.setContentSize(true);
    zstd.setChecksum(false);
    zstd.setDictID(false);
  }

  /** The header's word for who compressed. */
  String encoder() {
    return "zstd-1.5.7/" + level;
  }

  /** One frame, behind {@code prefix} bytes of free room. */
  byte[] compress(byte[] raw, int prefix) {
    int bound = Math.toIntExact(Zstd.compressBound(raw.length));
    if (buffer.length < bound) {
      buffer = new byte[bound];
    }
    int size = zstd.compressByteArray(buffer, 0, buffer.length, raw, 0, raw.length);
    byte[] stored = new byte[prefix + size];
    System.arraycopy(buffer, 0, stored, prefix, size);
    return stored;
  }

  /** One frame. */
  byte[] compress(byte[] raw) {
    return compress(raw, 0);
  }

  @Override
  public void close() {
    zstd.close();
  }
}
