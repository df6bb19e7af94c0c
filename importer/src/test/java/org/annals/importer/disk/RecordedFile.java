package org.annals.importer.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A file in memory that remembers each change, so that its content at any moment of the past can be
 * made again. H2 opens it by {@link #name}; one at a time.
 */
final class RecordedFile extends FileBaseDefault {
  private static final String SCHEME = "recorded";

  private final List<Change> changes = new ArrayList<>();
  private byte[] bytes;

  /** Bytes that were written, or, when there are none, where the file was cut. */
  record Change(long position, byte[] written) {
    /** This much of the change, as a process that is killed leaves it. */
    byte[] applied(byte[] before, int length) {
      if (written.length == 0) {
        return Arrays.copyOf(before, Math.toIntExact(position));
      }
      int end = Math.toIntExact(position + length);
      byte[] after = Arrays.copyOf(before, Math.max(before.length, end));
      System.arraycopy(written, 0, after, Math.toIntExact(position), length);
      return after;
    }
  }

  RecordedFile(byte[] content) {
    this.bytes = content;
  }

  /** Where H2 finds this file until another takes its place. */
  String name() {
    FilePath.register(new Path());
    Path.CURRENT.set(this);
    return SCHEME + ":" + "file";
  }

  List<Change> changes() {
    return changes;
  }

  @Override
  public synchronized long size() {
    return bytes.length;
  }

  @Override
  public synchronized int read(ByteBuffer target, long position) {
    if (position >= bytes.length) {
      return -1;
    }
    int count = (int) Math.min(target.remaining(), bytes.length - position);
    target.put(bytes, (int) position, count);
    return count;
  }

  @Override
  public synchronized int write(ByteBuffer source, long position) {
    byte[] written = new byte[source.remaining()];
    source.get(written);
    change(new Change(position, written));
    return written.length;
  }

  @Override
  protected synchronized void implTruncate(long size) {
    if (size < bytes.length) {
      change(new Change(size, new byte[0]));
    }
  }

  private void change(Change change) {
    changes.add(change);
    bytes = change.applied(bytes, change.written().length);
  }

  @Override
  public void force(boolean metaData) {
    // What a killed process has written is there: only a power loss takes it.
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) {
    return new FileLock((FileChannel) this, position, size, shared) {
      @Override
      public boolean isValid() {
        return true;
      }

      @Override
      public void release() {
        // There is no other process.
      }
    };
  }

  @Override
  protected void implCloseChannel() {
    // The content stays.
  }

  /** For H2, which makes more of them by name. */
  public static final class Path extends FilePathWrapper {
    private static final AtomicReference<RecordedFile> CURRENT =
        new AtomicReference<>(new RecordedFile(new byte[0]));

    public Path() {}

    @Override
    public String getScheme() {
      return SCHEME;
    }

    @Override
    public boolean exists() {
      return Objects.requireNonNull(CURRENT.get()).size() > 0;
    }

    @Override
    public boolean canWrite() {
      return true;
    }

    @Override
    public @Nullable FilePath getParent() {
      return null;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
      return Objects.requireNonNull(CURRENT.get());
    }
  }
}
