package org.annals.importer.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that an interrupted thread does not close for all others, as it does with a bare channel:
 * the operation is done again on a new channel, and the thread stays interrupted.
 *
 * <p>Thread-safe as far as the operations do not overlap in the file.
 */
public final class UninterruptedFile implements AutoCloseable {
  private final Path path;
  private FileChannel channel;
  private boolean closed;
  private boolean locked;

  private UninterruptedFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Opens a file to read and write, making it when it is not there. */
  public static UninterruptedFile open(Path path) throws IOException {
    return new UninterruptedFile(
        path,
        FileChannel.open(
            path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE));
  }

  private interface Operation<T> {
    T on(FileChannel channel) throws IOException;
  }

  private <T> T run(Operation<T> operation) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        interrupted |= Thread.interrupted();
        FileChannel current = current();
        try {
          return operation.on(current);
        } catch (ClosedByInterruptException e) {
          interrupted = true;
          reopen(current);
        } catch (ClosedChannelException e) {
          // Another thread was interrupted in the middle of its operation.
          reopen(current);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private synchronized FileChannel current() {
    return channel;
  }

  private synchronized void reopen(FileChannel broken) throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    if (channel == broken) {
      Thread.interrupted();
      channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (locked && channel.tryLock() == null) {
        throw new IOException("another process took the file meanwhile: " + path);
      }
    }
  }

  /**
   * Takes the file for this process, until it is closed.
   *
   * @return whether no other process has it
   * @throws java.nio.channels.OverlappingFileLockException when this process has it already
   */
  public synchronized boolean tryLock() throws IOException {
    locked = channel.tryLock() != null;
    return locked;
  }

  /** Makes a folder with all above it, their names durable; does nothing when it is there. */
  public static void createFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path parent = folder.toAbsolutePath().getParent();
    if (parent != null) {
      createFolder(parent);
    }
    Files.createDirectories(folder);
    forceFolderOf(folder);
  }

  /** Makes a file's name durable. */
  public static void forceFolderOf(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      forceFolder(folder);
    }
  }

  /** Makes the names in a folder durable. */
  public static void forceFolder(Path folder) throws IOException {
    boolean interrupted = Thread.interrupted();
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    } catch (ClosedByInterruptException e) {
      interrupted = Thread.interrupted();
      forceFolder(folder);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Length in bytes. */
  public long size() throws IOException {
    return run(FileChannel::size);
  }

  /** Reads as a channel does: perhaps less than wanted, -1 at the end. */
  public int read(ByteBuffer target, long offset) throws IOException {
    int start = target.position();
    return run(file -> file.read(target.position(start), offset));
  }

  /** Writes everything that is left in the buffer. */
  public void writeFully(ByteBuffer source, long offset) throws IOException {
    int start = source.position();
    run(
        file -> {
          source.position(start);
          while (source.hasRemaining()) {
            file.write(source, offset + source.position() - start);
          }
          return source;
        });
  }

  /** Cuts the file. */
  public void truncate(long length) throws IOException {
    run(file -> file.truncate(length));
  }

  /** Makes content and length durable. */
  public void force() throws IOException {
    run(
        file -> {
          file.force(true);
          return file;
        });
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    channel.close();
  }
}
