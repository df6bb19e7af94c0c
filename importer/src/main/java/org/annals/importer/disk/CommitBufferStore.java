package org.annals.importer.disk;

import java.lang.ref.SoftReference;
import java.util.Map;
import org.h2.mvstore.SingleFileStore;
import org.h2.mvstore.WriteBuffer;

/**
 * H2's store in one file, but for the buffer in which a commit is put together. H2 drops one of
 * more than 4 MiB after each commit and lets the next grow by steps of 1 MiB and copies: a quarter
 * of all that an import allocated. Here one is kept while memory is not short.
 *
 * <p>For stores without background threads: one commit at a time.
 */
public final class CommitBufferStore extends SingleFileStore {
  private static final int SMALLEST = 1 << 20;
  private static final int LARGEST = 16 << 20;

  /** Up to this size H2 keeps a buffer that has grown; a larger one goes back to its first size. */
  private static final int KEPT_BY_H2 = 4 << 20;

  private SoftReference<WriteBuffer> kept = new SoftReference<>(null);
  private int firstSize = SMALLEST;

  private CommitBufferStore(int cacheMegabytes) {
    super(Map.of("cacheSize", cacheMegabytes));
  }

  /**
   * Opens a file or makes it.
   *
   * @param name as H2 knows it
   * @param cacheMegabytes for pages that were read
   */
  public static CommitBufferStore open(String name, int cacheMegabytes) {
    CommitBufferStore store = new CommitBufferStore(cacheMegabytes);
    store.open(name, false, null);
    return store;
  }

  @Override
  public synchronized WriteBuffer getWriteBuffer() {
    WriteBuffer buffer = kept.get();
    kept = new SoftReference<>(null);
    if (buffer == null) {
      buffer = new WriteBuffer(firstSize);
    }
    buffer.clear();
    return buffer;
  }

  @Override
  public synchronized void releaseWriteBuffer(WriteBuffer buffer) {
    if (buffer.capacity() > Math.max(firstSize, KEPT_BY_H2) && firstSize < LARGEST) {
      firstSize = Math.min(buffer.capacity(), LARGEST);
    } else {
      kept = new SoftReference<>(buffer);
    }
  }
}
