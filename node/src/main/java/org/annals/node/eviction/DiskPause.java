package org.annals.node.eviction;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.annals.importer.disk.StorageRefusedException;
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
  private final Time time;
  private final Work work;
  private @Nullable String reason;
  private Duration pause = FIRST;
  private Instant resumed = Instant.MIN;

  /**
   * The time by which it is tried.
   *
   * @param loop on which
   */
  public record Time(ScheduledExecutorService loop, Clock clock) {}

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
  public DiskPause(Path directory, StorageReservations storage, Time time, Work work) {
    this.probe = directory.resolve("disk.probe");
    this.storage = storage;
    this.time = time;
    this.work = work;
  }

  /**
   * Whether it is the disk that failed, as every error of reading and writing is but these: no
   * leave to grow, a file that another one has deleted meanwhile, and an interrupted thread.
   * Systems say the rest in words of any language.
   */
  public static boolean isDiskFailure(IOException failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof StorageRefusedException
          || each instanceof NoSuchFileException
          || each instanceof ClosedChannelException
          || each instanceof InterruptedIOException) {
        return false;
      }
    }
    return true;
  }

  /** The disk failed to take bytes. Returns at once. */
  public void failed(String cause) {
    synchronized (this) {
      if (reason != null) {
        return;
      }
      reason = cause;
      // One that takes a trial and fails again is tried ever more seldom.
      boolean again = time.clock().instant().isBefore(resumed.plus(LONGEST));
      pause = again ? longer(pause) : FIRST;
    }
    log.error("The disk takes no bytes ({}): fetching pauses, serving goes on", cause);
    work.pause();
    tryIn(pause);
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
      var unused =
          time.loop().schedule(() -> attempt(pause), pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("the node is closing", e);
    }
  }

  private void attempt(Duration pause) {
    try {
      write();
    } catch (IOException e) {
      tryIn(longer(pause));
      return;
    }
    synchronized (this) {
      reason = null;
      resumed = time.clock().instant();
    }
    log.info("The disk takes bytes again: fetching goes on");
    work.resume();
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
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
