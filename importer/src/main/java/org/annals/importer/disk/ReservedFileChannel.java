package org.annals.importer.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import org.h2.store.fs.FileBaseDefault;
import org.jspecify.annotations.Nullable;

/** Asks a {@link FileGrowth} before the file behind it grows. As thread-safe as that file. */
final class ReservedFileChannel extends FileBaseDefault {
  private final FileChannel file;
  private final FileGrowth growth;

  ReservedFileChannel(FileChannel file, FileGrowth growth) throws IOException {
    this.file = file;
    this.growth = growth;
    growth.found(file.size());
  }

  @Override
  public long size() throws IOException {
    return file.size();
  }

  @Override
  public synchronized int read(ByteBuffer target, long position) throws IOException {
    return file.read(target, position);
  }

  @Override
  public synchronized int write(ByteBuffer source, long position) throws IOException {
    long end = position + source.remaining();
    growth.growing(end);
    try {
      return file.write(source, position);
    } finally {
      growth.grown(Math.min(end, file.size()));
    }
  }

  @Override
  protected void implTruncate(long size) throws IOException {
    file.truncate(size);
    growth.shrunk(size);
  }

  @Override
  public void force(boolean metaData) throws IOException {
    file.force(metaData);
  }

  @Override
  public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return file.tryLock(position, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    file.close();
    growth.releaseAhead();
  }
}
