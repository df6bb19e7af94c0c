package org.annals.seeder.bittorrent;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Lends direct buffers of one size. At most {@code most} exist; when all are lent, a heap buffer is
 * made that nobody keeps, so that direct memory stays bounded. Thread-safe.
 */
final class BufferPool {
  private final int size;
  private final int most;
  private final ArrayDeque<ByteBuffer> idle = new ArrayDeque<>();
  private int made;

  BufferPool(int size, int most) {
    this.size = size;
    this.most = most;
  }

  /** A cleared buffer. */
  synchronized ByteBuffer take() {
    ByteBuffer buffer = idle.pollLast();
    if (buffer != null) {
      return buffer.clear();
    }
    if (made < most) {
      made++;
      return ByteBuffer.allocateDirect(size);
    }
    return ByteBuffer.allocate(size);
  }

  /** Gives a buffer back; the caller must not touch it again. */
  synchronized void give(ByteBuffer buffer) {
    if (buffer.isDirect()) {
      idle.addLast(buffer);
    }
  }
}
