package org.annals.waku.host.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread with a selector. Each turn: timers that are due, ready channels, tasks, then what was
 * put off to the end of the turn, which is where output is gathered and flushed.
 *
 * <p>Thread-safe where {@link Loop} says so; the rest is for the loop's own thread.
 */
public final class EventLoop implements Loop {
  private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);
  private static final int READ_BUFFER = 64 << 10;
  private static final int MAX_END_ROUNDS = 12;

  private final Selector selector;
  private final LongSupplier ticker;
  private final Thread thread;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean woken = new AtomicBoolean();
  private final AtomicLong timerNumbers = new AtomicLong();
  private final PriorityQueue<ScheduledTask> timers = new PriorityQueue<>();
  private final ArrayDeque<Runnable> turnEnd = new ArrayDeque<>();
  private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BUFFER);
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong sent = new AtomicLong();
  private volatile boolean stopping;

  /**
   * Makes a loop that does not run yet.
   *
   * @throws IOException when there can be no selector
   */
  public EventLoop(LongSupplier ticker, ThreadFactory threads) throws IOException {
    this.selector = Selector.open();
    this.ticker = ticker;
    this.thread = threads.newThread(this::turns);
  }

  /** Begins to run. To be called once. */
  public void start() {
    thread.start();
  }

  /** Ends after the present turn; every registered channel is closed. Idempotent. */
  public void stop() {
    stopping = true;
    selector.wakeup();
  }

  /** Waits for the end of the thread, unless called from it. */
  public void awaitEnd(Duration patience) {
    if (inLoop()) {
      return;
    }
    try {
      thread.join(Math.max(1, patience.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean inLoop() {
    return Thread.currentThread() == thread;
  }

  @Override
  public long nanoTime() {
    return ticker.getAsLong();
  }

  @Override
  public void execute(Runnable task) {
    if (stopping) {
      return;
    }
    tasks.add(task);
    if (!inLoop() && woken.compareAndSet(false, true)) {
      selector.wakeup();
    }
  }

  @Override
  public Timer schedule(Duration delay, Runnable task) {
    ScheduledTask timer =
        new ScheduledTask(nanoTime() + delay.toNanos(), timerNumbers.incrementAndGet(), task, this);
    run(() -> timers.add(timer));
    return timer;
  }

  /** Bytes that all sockets have read so far. Any thread. */
  public long bytesReceived() {
    return received.get();
  }

  /** Bytes that all sockets have written so far. Any thread. */
  public long bytesSent() {
    return sent.get();
  }

  void countReceived(long bytes) {
    received.addAndGet(bytes);
  }

  void countSent(long bytes) {
    sent.addAndGet(bytes);
  }

  /** Runs at the end of the present turn; for the loop's thread only. */
  public void atEndOfTurn(Runnable task) {
    turnEnd.add(task);
  }

  /** A buffer that whoever is called may use until it returns. */
  ByteBuffer readBuffer() {
    return readBuffer.clear();
  }

  /** Registers a channel; its handler is called when it is ready. */
  SelectionKey register(SelectableChannel channel, int operations, ChannelHandler handler)
      throws IOException {
    channel.configureBlocking(false);
    return channel.register(selector, operations, handler);
  }

  private void turns() {
    try {
      while (!stopping) {
        turn();
      }
    } catch (IOException e) {
      LOG.error("the network loop has failed", e);
    } finally {
      closeAll();
    }
  }

  private void turn() throws IOException {
    long wait = nanosToNextTimer();
    if (!tasks.isEmpty() || !turnEnd.isEmpty() || wait <= 0) {
      selector.selectNow();
    } else {
      selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(wait + 999_999)));
    }
    woken.set(false);
    runTimers();
    for (SelectionKey key : selector.selectedKeys()) {
      ready(key);
    }
    selector.selectedKeys().clear();
    // Only what is there now: a task that adds itself again must not keep channels waiting.
    for (int left = tasks.size(); left > 0; left--) {
      Runnable task = tasks.poll();
      if (task != null) {
        guarded(task);
      }
    }
    endTurn();
  }

  /**
   * Sending makes room, which lets streams send more, and so on; after some rounds of that the
   * channels have their turn again.
   */
  private void endTurn() {
    for (int round = 0; round < MAX_END_ROUNDS && !turnEnd.isEmpty(); round++) {
      for (int left = turnEnd.size(); left > 0; left--) {
        guarded(turnEnd.remove());
      }
    }
  }

  private long nanosToNextTimer() {
    ScheduledTask next = timers.peek();
    return next == null ? TimeUnit.SECONDS.toNanos(60) : next.due() - nanoTime();
  }

  private void runTimers() {
    long now = nanoTime();
    for (ScheduledTask next = timers.peek();
        next != null && next.due() - now <= 0;
        next = timers.peek()) {
      timers.remove();
      guarded(next);
    }
  }

  void forget(ScheduledTask timer) {
    run(() -> timers.remove(timer));
  }

  private static void ready(SelectionKey key) {
    ChannelHandler handler = (ChannelHandler) key.attachment();
    if (!key.isValid()) {
      return;
    }
    try {
      handler.ready(key.readyOps());
    } catch (RuntimeException e) {
      // A listener's mistake must end its own connection only.
      LOG.error("handling of a connection has failed", e);
      guarded(() -> handler.failed("internal error"));
    }
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("a task of the network loop has failed", e);
    }
  }

  private void closeAll() {
    try {
      for (SelectionKey key : List.copyOf(selector.keys())) {
        key.channel().close();
      }
      selector.close();
    } catch (IOException e) {
      LOG.warn("a channel did not close", e);
    }
  }

  /** Handles a channel. Called on the loop. */
  interface ChannelHandler {
    void ready(int operations);

    void failed(String reason);
  }
}
