package org.annals.importer.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The last few blocks that were read of a journal's files: messages that are asked for one after
 * another mostly lie side by side, and then cost one read together. Thread-safe.
 */
final class ReadAhead {
  private static final int BLOCK = 64 << 10;

  /** As many as windows are read at the same time, and their neighbours. */
  private static final int KEPT = 4;

  private final @Nullable Block[] blocks = new @Nullable Block[KEPT];
  private int next;

  private record Block(Segment file, long start, ByteBuffer bytes) {
    boolean has(Segment other, long offset, int length) {
      return file == other && offset >= start && offset + length <= start + bytes.limit();
    }
  }

  /**
   * Bytes of a file from an offset on: as many as asked for, mostly more, fewer only where the file
   * ends. The caller may read them, never change them.
   */
  ByteBuffer at(Segment file, long offset, int length) throws IOException {
    Block block = find(file, offset, length);
    if (block == null) {
      ByteBuffer bytes =
          ByteBuffer.allocate((int) Math.min(Math.max(length, BLOCK), file.length() - offset));
      SegmentReader.readFully(file::read, bytes, offset);
      block = new Block(file, offset, bytes.flip());
      if (bytes.limit() <= BLOCK) {
        keep(block);
      }
    }
    int from = (int) (offset - block.start);
    return block.bytes.slice(from, block.bytes.limit() - from);
  }

  private synchronized @Nullable Block find(Segment file, long offset, int length) {
    for (Block block : blocks) {
      if (block != null && block.has(file, offset, length)) {
        return block;
      }
    }
    return null;
  }

  private synchronized void keep(Block block) {
    blocks[next] = block;
    next = (next + 1) % KEPT;
  }

  /** A file was cut or is gone: what was read of it counts no more. */
  synchronized void forget(Segment file) {
    for (int i = 0; i < KEPT; i++) {
      Block block = blocks[i];
      if (block != null && block.file == file) {
        blocks[i] = null;
      }
    }
  }
}
