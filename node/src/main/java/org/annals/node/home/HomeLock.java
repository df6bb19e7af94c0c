package org.annals.node.home;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The right to open a home, held by one process at a time. The operating system drops it with the
 * process, however it ends.
 */
public final class HomeLock implements AutoCloseable {
  private final FileChannel channel;

  private HomeLock(FileChannel channel) {
    this.channel = channel;
  }

  /** What became of the attempt. */
  public sealed interface Outcome {
    /** The home is ours until the lock is closed. */
    record Held(HomeLock lock) implements Outcome {}

    /**
     * Another process has it.
     *
     * @param holder its process id, or 0 when it has not said
     */
    record Busy(long holder) implements Outcome {}
  }

  /** Takes the lock without waiting, and writes down the holder's process id. */
  public static Outcome take(Home home, long processId) throws IOException {
    Path file = home.run().resolve("lock");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    @Nullable FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      return new Outcome.Busy(holder(file));
    }
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(Long.toString(processId).getBytes(StandardCharsets.US_ASCII)), 0);
    return new Outcome.Held(new HomeLock(channel));
  }

  private static long holder(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.US_ASCII).trim();
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
