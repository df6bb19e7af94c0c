package org.annals.node.limit;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The processor time that this process took for no thread of the program: compiling, collecting
 * garbage. It is what the process took, less what its threads took, and looked at again after
 * {@link #LOOK_NANOS} at the earliest. Thread-safe.
 */
public final class RuntimeCpu implements LongSupplier {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final OperatingSystemMXBean process =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final LongSupplier ticker;
  private Map<Long, Long> byThread = Map.of();
  private long ofProcess;
  private long net;
  private long most;
  private long looked;

  /**
   * Counts from now on.
   *
   * @param ticker monotonic nanoseconds
   */
  public RuntimeCpu(LongSupplier ticker) {
    this.ticker = ticker;
    look();
    this.net = 0;
    this.most = 0;
  }

  /** Nanoseconds so far; never goes back. */
  @Override
  public synchronized long getAsLong() {
    if (ticker.getAsLong() - looked >= LOOK_NANOS) {
      look();
    }
    return most;
  }

  private synchronized void look() {
    looked = ticker.getAsLong();
    long before = ofProcess;
    ofProcess = process.getProcessCpuTime();
    long others = ofProcess - before;
    long[] ids = threads.getAllThreadIds();
    long[] times = threads.getThreadCpuTime(ids);
    Map<Long, Long> now = new HashMap<>();
    for (int i = 0; i < ids.length; i++) {
      if (times[i] >= 0) {
        now.put(ids[i], times[i]);
        // Of a thread that has ended since, the last milliseconds are taken for the machine's own.
        others -= times[i] - byThread.getOrDefault(ids[i], 0L);
      }
    }
    byThread = now;
    // A process is counted in steps of 10 ms: what is ahead now was behind a moment ago.
    net += others;
    most = Math.max(most, net);
  }
}
