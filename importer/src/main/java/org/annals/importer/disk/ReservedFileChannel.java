package org.annals.importer.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import org.h2.store.fs.FileBaseDefault;
import org.jspecify.annotations.Nullable;

/**
 * Asks a {@link FileGrowth} before the file behind it grows, and does nothing more once a read has
 * failed while the file is opened. As thread-safe as that file.
 */
final class ReservedFileChannel extends FileBaseDefault {
  private final UninterruptedFile file;
  private final FileGrowth growth;
  private final Opening opening;

  ReservedFileChannel(UninterruptedFile file, FileGrowth growth, Opening opening)
      throws IOException {
    this.file = file;
    this.growth = growth;
    this.opening = opening;
    growth.found(file.size());
  }

  @Override
  public long size() throws IOException {
    return file.size();
  }

  @Override
  public synchronized int read(ByteBuffer target, long position) throws IOException {
    opening.check();
    try {
      return file.read(target, position);
    } catch (IOException e) {
      opening.failed(e);
      throw e;
    }
  }

  @Override
  public synchronized int write(ByteBuffer source, long position) throws IOException {
    opening.check();
    int count = source.remaining();
    long end = position + count;
    growth.growing(end);
    try {
      file.writeFully(source, position);
      return count;
    } finally {
      growth.grown(Math.min(end, file.size()));
    }
  }

  @Override
  protected void implTruncate(long size) throws IOException {
    opening.check();
    file.truncate(size);
    growth.shrunk(size);
  }

  @Override
  public void force(boolean metaData) throws IOException {
    file.force();
  }

  @Override
  public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return file.tryLock() ? new UntilClosed(this) : null;
  }

  /** Ends with the file. */
  private static final class UntilClosed extends FileLock {
    UntilClosed(FileChannel channel) {
      super(channel, 0, Long.MAX_VALUE, false);
    }

    @Override
    public boolean isValid() {
      return acquiredBy().isOpen();
    }

    @Override
    public void release() {
      // The file is closed right after; until then it stays taken.
    }
  }

  @Override
  protected void implCloseChannel() throws IOException {
    file.close();
    growth.releaseAhead();
  }
}
