package org.annals.seeder.bittorrent;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.annals.archiver.InfoHash;

/**
 * A few threads that write and hash; all work on one file is done in order by one of them. One more
 * waits for the disk, so that writing need not. Counts the bytes that wait, so that no more is
 * asked for than the disk can take. Thread-safe.
 */
final class DiskLanes {
  private static final long MOST_WAITING = 32L * 1024 * 1024;

  private final ThreadPoolExecutor[] lanes;
  private final ThreadPoolExecutor forcing;
  private final AtomicLong waiting = new AtomicLong();
  private final AtomicBoolean heldBack = new AtomicBoolean();
  private final Runnable onRelief;

  /**
   * Makes lanes; their threads come and go with the work.
   *
   * @param onRelief runs on a lane when the disk has caught up after {@link #behind} was true
   */
  DiskLanes(int count, String name, Runnable onRelief) {
    this.onRelief = onRelief;
    lanes = new ThreadPoolExecutor[count];
    for (int i = 0; i < count; i++) {
      lanes[i] = lane(name + "-" + i);
    }
    forcing = lane(name + "-forcing");
  }

  private static ThreadPoolExecutor lane(String name) {
    ThreadPoolExecutor lane =
        new ThreadPoolExecutor(
            1,
            1,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    lane.allowCoreThreadTimeOut(true);
    return lane;
  }

  /** Runs a task after all earlier ones for the same file. */
  void run(InfoHash file, Runnable task) {
    lanes[Math.floorMod(file.hashCode(), lanes.length)].execute(task);
  }

  /** Runs a task that waits until bytes are on the disk; one at a time. */
  void force(Runnable task) {
    forcing.execute(task);
  }

  /** So many bytes are on their way to the disk; negative when they have arrived. */
  void waiting(long bytes) {
    long left = waiting.addAndGet(bytes);
    if (left < MOST_WAITING / 2 && heldBack.compareAndSet(true, false)) {
      onRelief.run();
    }
  }

  /** Whether the disk is so far behind that nothing more should be asked for. */
  boolean behind() {
    if (waiting.get() <= MOST_WAITING) {
      return false;
    }
    heldBack.set(true);
    return true;
  }

  /** Finishes what was handed over and ends the threads, waiting for them a bounded time. */
  void close() {
    // First, for a failure of the disk is told to a lane.
    end(forcing);
    for (ThreadPoolExecutor lane : lanes) {
      end(lane);
    }
  }

  private static void end(ThreadPoolExecutor lane) {
    lane.shutdown();
    try {
      lane.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
