package org.annals.node.eviction;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.annals.quota.Account;
import org.annals.quota.ReserveOutcome;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageReservations;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node does while its disk takes no bytes, full or failing: nothing new is fetched or
 * imported, serving goes on, and now and then a few bytes are tried; when they are durable, all
 * goes on by itself. Said once in the log, and in the status as long as it lasts. Thread-safe.
 */
public final class DiskPause {
  private static final Logger log = LoggerFactory.getLogger(DiskPause.class);
  private static final int PROBE_BYTES = 64 << 10;
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final Path probe;
  private final StorageReservations storage;
  private final ScheduledExecutorService loop;
  private final Work work;
  private @Nullable String reason;

  /** What is paused. */
  public interface Work {
    /** Begins nothing that writes. */
    void pause();

    /** Goes on. */
    void resume();
  }

  /**
   * Pauses work.
   *
   * @param directory where it is tried whether the disk takes bytes
   */
  public DiskPause(
      Path directory, StorageReservations storage, ScheduledExecutorService loop, Work work) {
    this.probe = directory.resolve("disk.probe");
    this.storage = storage;
    this.loop = loop;
    this.work = work;
  }

  /** The disk failed to take bytes. Returns at once. */
  public void failed(String cause) {
    synchronized (this) {
      if (reason != null) {
        return;
      }
      reason = cause;
    }
    log.error("The disk takes no bytes ({}): fetching pauses, serving goes on", cause);
    work.pause();
    tryIn(FIRST);
  }

  /** Why nothing is fetched now, for people; empty when the disk is well. */
  public synchronized Optional<String> alert() {
    return Optional.ofNullable(reason)
        .map(
            cause ->
                "The disk takes no bytes ("
                    + cause
                    + "). Nothing is fetched; what is here is served. Make room on the disk or"
                    + " repair it: it goes on by itself.");
  }

  private void tryIn(Duration pause) {
    try {
      var unused = loop.schedule(() -> attempt(pause), pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("the node is closing", e);
    }
  }

  private void attempt(Duration pause) {
    try {
      write();
    } catch (IOException e) {
      Duration next = pause.multipliedBy(2);
      tryIn(next.compareTo(LONGEST) < 0 ? next : LONGEST);
      return;
    }
    synchronized (this) {
      reason = null;
    }
    log.info("The disk takes bytes again: fetching goes on");
    work.resume();
  }

  /** Where the caps leave no room for a trial, they are what holds everything back. */
  private void write() throws IOException {
    if (storage.reserve(Account.NODE, StorageKind.TEMPORARY, PROBE_BYTES)
        instanceof ReserveOutcome.Granted granted) {
      try (var reservation = granted.reservation();
          FileChannel channel =
              FileChannel.open(
                  probe,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.TRUNCATE_EXISTING,
                  StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.allocate((int) reservation.remaining());
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      } finally {
        Files.deleteIfExists(probe);
      }
    }
  }
}
