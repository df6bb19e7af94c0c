package org.annals.testkit.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A channel whose calls are counted and may fail; dead after a crash. */
final class FaultChannel extends FileChannel {
  private static final String FULL = "No space left on device";
  private static final int COPY_BUFFER = 64 << 10;

  private final FaultFileSystem fileSystem;
  private final Path path;
  private final FileChannel channel;
  private final boolean sync;
  private final int generation;

  FaultChannel(FaultFileSystem fileSystem, Path path, FileChannel channel, boolean sync) {
    this.fileSystem = fileSystem;
    this.path = path;
    this.channel = channel;
    this.sync = sync;
    this.generation = fileSystem.generation();
  }

  private void call(String operation) throws IOException {
    if (generation != fileSystem.generation()) {
      throw new IOException("this channel did not survive the crash");
    }
    fileSystem.faults().call(operation, path);
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    synchronized (fileSystem) {
      call("read");
      return channel.read(dst);
    }
  }

  @Override
  public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
    synchronized (fileSystem) {
      call("read");
      return channel.read(dsts, offset, length);
    }
  }

  @Override
  public int read(ByteBuffer dst, long position) throws IOException {
    synchronized (fileSystem) {
      call("read");
      return channel.read(dst, position);
    }
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    synchronized (fileSystem) {
      call("write");
      int all = src.remaining();
      ByteBuffer fits = fitting(src, channel.position());
      int written = drain(fits);
      return finished(src, all, written);
    }
  }

  @Override
  public int write(ByteBuffer src, long position) throws IOException {
    synchronized (fileSystem) {
      call("write");
      int all = src.remaining();
      ByteBuffer fits = fitting(src, position);
      int written = 0;
      while (fits.hasRemaining()) {
        written += channel.write(fits, position + written);
      }
      return finished(src, all, written);
    }
  }

  @Override
  public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    long written = 0;
    for (int i = offset; i < offset + length; i++) {
      if (srcs[i].hasRemaining()) {
        written += write(srcs[i]);
      }
    }
    return written;
  }

  private int drain(ByteBuffer fits) throws IOException {
    int written = 0;
    while (fits.hasRemaining()) {
      written += channel.write(fits);
    }
    return written;
  }

  /** The part of the source for which there is room. */
  private ByteBuffer fitting(ByteBuffer src, long position) throws IOException {
    long growth = Math.max(0, position + src.remaining() - channel.size());
    long granted = fileSystem.faults().take(growth);
    return src.slice().limit(src.remaining() - (int) (growth - granted));
  }

  /** A device that is full takes what fits and fails when nothing does. */
  private int finished(ByteBuffer src, int all, int written) throws IOException {
    src.position(src.position() + written);
    if (sync) {
      fileSystem.disk().synced(path);
    }
    if (written == 0 && all > 0) {
      throw new IOException(FULL);
    }
    return written;
  }

  @Override
  public long position() throws IOException {
    return channel.position();
  }

  @Override
  public FileChannel position(long newPosition) throws IOException {
    channel.position(newPosition);
    return this;
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    synchronized (fileSystem) {
      call("truncate");
      channel.truncate(size);
      return this;
    }
  }

  @Override
  public void force(boolean metaData) throws IOException {
    synchronized (fileSystem) {
      call("force");
      fileSystem.disk().synced(path);
    }
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    synchronized (fileSystem) {
      call("read");
      return channel.transferTo(position, count, target);
    }
  }

  @Override
  public long transferFrom(ReadableByteChannel src, long position, long count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(count, COPY_BUFFER));
    long moved = 0;
    while (moved < count) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), count - moved));
      if (src.read(buffer) <= 0) {
        return moved;
      }
      buffer.flip();
      while (buffer.hasRemaining()) {
        moved += write(buffer, position + moved);
      }
    }
    return moved;
  }

  /** Refused: mapped memory would go around the faults. */
  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) {
    throw new UnsupportedOperationException("mapped memory would go around the faults");
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    return channel.lock(position, size, shared);
  }

  @Override
  public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return channel.tryLock(position, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    channel.close();
  }
}
