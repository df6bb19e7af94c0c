package org.annals.seeder.bittorrent;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that does socket work and owns the state of swarms and connections.
 *
 * <ul>
 *   <li>{@link #execute} may be called from any thread; tasks run in the order given.
 *   <li>All other methods belong to the loop's own thread.
 * </ul>
 */
final class Loop {
  /** What is done with a channel that is ready. */
  interface Ready {
    /** Reads, writes, accepts or connects. Must not block. */
    void ready(SelectionKey key) throws IOException;

    /** {@link #ready} has thrown. */
    void failed(Exception cause);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
  private static final long SOON_MILLIS = 200;
  private static final long LATE_MILLIS = 1_000;

  private final Selector selector;
  private final LongSupplier ticker;
  private final Thread thread;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean woken = new AtomicBoolean();
  private final ArrayDeque<Runnable> turns = new ArrayDeque<>();
  private final List<BooleanSupplier> onTick = new ArrayList<>();
  private volatile boolean closed;

  Loop(LongSupplier ticker, String name) throws IOException {
    this.selector = Selector.open();
    this.ticker = ticker;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Nanoseconds of the injected ticker. */
  long now() {
    return ticker.getAsLong();
  }

  boolean inside() {
    return Thread.currentThread() == thread;
  }

  void execute(Runnable task) {
    tasks.add(task);
    if (!inside() && woken.compareAndSet(false, true)) {
      selector.wakeup();
    }
  }

  /** Runs a task at the end of the current round, after all sockets had their turn. */
  void turn(Runnable task) {
    turns.add(task);
  }

  /**
   * Runs a task about every 200 ms while anything is going on: a socket was ready, something was
   * executed, or one of these tasks said that it waits for time to pass. Otherwise every second.
   * Call before {@link #start}.
   */
  void onTick(BooleanSupplier task) {
    onTick.add(task);
  }

  SelectionKey register(SelectableChannel channel, int operations, Ready ready)
      throws ClosedChannelException {
    return channel.register(selector, operations, ready);
  }

  /** Ends the loop after what was queued before, and waits for it. */
  void close(Runnable last) {
    execute(
        () -> {
          last.run();
          closed = true;
        });
    if (inside()) {
      return;
    }
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    long lastTick = now();
    boolean busy = true;
    while (!closed) {
      try {
        long sinceTick = TimeUnit.NANOSECONDS.toMillis(now() - lastTick);
        long left = (busy ? SOON_MILLIS : LATE_MILLIS) - sinceTick;
        int served;
        if (tasks.isEmpty() && turns.isEmpty() && left > 0) {
          served = selector.select(this::serve, Math.min(left, LATE_MILLIS));
        } else {
          served = selector.selectNow(this::serve);
        }
        woken.set(false);
        busy |= served > 0 || !tasks.isEmpty();
        drain();
        if (now() - lastTick >= TimeUnit.MILLISECONDS.toNanos(busy ? SOON_MILLIS : LATE_MILLIS)) {
          lastTick = now();
          busy = tick();
        }
        for (int i = turns.size(); i > 0; i--) {
          guarded(turns.remove());
        }
      } catch (IOException | ClosedSelectorException e) {
        LOG.error("the torrent loop has ended", e);
        closed = true;
      }
    }
    closeSelector();
  }

  private boolean tick() {
    boolean[] waits = new boolean[1];
    for (BooleanSupplier task : onTick) {
      guarded(() -> waits[0] |= task.getAsBoolean());
    }
    return waits[0];
  }

  private void drain() {
    Runnable task = tasks.poll();
    while (task != null) {
      guarded(task);
      task = tasks.poll();
    }
  }

  private void serve(SelectionKey key) {
    if (!(key.attachment() instanceof Ready ready)) {
      return;
    }
    try {
      if (key.isValid()) {
        ready.ready(key);
      }
    } catch (IOException | RuntimeException e) {
      guarded(() -> ready.failed(e));
    }
  }

  // The root of the thread: whatever a task throws must not end the service of all others.
  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("a task of the torrent loop has failed", e);
    }
  }

  private void closeSelector() {
    try {
      selector.close();
    } catch (IOException e) {
      LOG.debug("closing the selector failed", e);
    }
  }
}
