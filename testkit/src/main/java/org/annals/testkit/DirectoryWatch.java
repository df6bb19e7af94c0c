package org.annals.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Looks every 10 ms, on a thread of its own, how long all files of a directory are together, and
 * remembers the most that it saw above what was allowed.
 */
public final class DirectoryWatch implements AutoCloseable {
  private final Path directory;
  private final AtomicLong allowed = new AtomicLong(Long.MAX_VALUE);
  private final Thread thread = new Thread(this::watch, "watch");
  private volatile boolean closed;
  private final AtomicLong excess = new AtomicLong(Long.MIN_VALUE);
  private final AtomicLong looks = new AtomicLong();

  /** Looks at a directory, which exists, until it is closed; allows everything at first. */
  public DirectoryWatch(Path directory) {
    this.directory = directory;
    thread.setDaemon(true);
    thread.start();
  }

  /** From now on so many bytes are allowed. */
  public void allow(long bytes) {
    allowed.set(bytes);
  }

  /** The most bytes that were seen above what was allowed. */
  public long excess() {
    return excess.get();
  }

  /** How often it has looked. */
  public long looks() {
    return looks.get();
  }

  private void watch() {
    while (!closed) {
      long before = allowed.get();
      long sum = sum(directory);
      // A cap that changed meanwhile may be the wider one.
      long wider = Math.max(before, allowed.get());
      excess.accumulateAndGet(sum - wider, Math::max);
      looks.incrementAndGet();
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Lengths of all files. One that is renamed while this looks counts once. */
  public static long sum(Path directory) {
    Set<Object> seen = new HashSet<>();
    AtomicLong sum = new AtomicLong();
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isRegularFile() && seen.add(attributes.fileKey())) {
                sum.addAndGet(attributes.size());
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, IOException gone) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sum.get();
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
