package org.annals.importer.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads ranges of a file that mostly follow each other, through one buffer. */
final class SegmentReader {
  private static final int BUFFER = 256 << 10;

  private final PositionalRead file;
  private final long end;
  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private long bufferStart;

  SegmentReader(PositionalRead file, long end) {
    this.file = file;
    this.end = end;
  }

  long end() {
    return end;
  }

  /** The bytes of a range within the end, valid until the next call. */
  ByteBuffer at(long offset, int length) throws IOException {
    if (offset < bufferStart || offset + length > bufferStart + buffer.limit()) {
      fill(offset, length);
    }
    return buffer.slice((int) (offset - bufferStart), length);
  }

  private void fill(long offset, int length) throws IOException {
    int wanted = (int) Math.min(Math.max(length, BUFFER), end - offset);
    if (buffer.capacity() < wanted) {
      buffer = ByteBuffer.allocate(wanted);
    }
    buffer.clear().limit(wanted);
    bufferStart = offset;
    readFully(file, buffer, offset);
    buffer.flip();
  }

  /** Something that reads at a place, as a channel does. */
  interface PositionalRead {
    int read(ByteBuffer target, long offset) throws IOException;
  }

  static void readFully(PositionalRead file, ByteBuffer target, long offset) throws IOException {
    long at = offset;
    while (target.hasRemaining()) {
      int read = file.read(target, at);
      if (read < 0) {
        throw new IOException("a journal segment is shorter than it was");
      }
      at += read;
    }
  }
}
