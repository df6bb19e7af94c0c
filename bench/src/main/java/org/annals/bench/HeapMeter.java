package org.annals.bench;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;

/** What the heap of this JVM held. The hard bound is the JVM's {@code -Xmx}. */
public final class HeapMeter {
  private static final double MIB = 1 << 20;

  private HeapMeter() {}

  /** The bound in MiB. */
  public static double maxMiB() {
    return Result.rounded(Runtime.getRuntime().maxMemory() / MIB);
  }

  /** Most that the pools of the heap ever held, garbage included, in MiB. */
  public static double peakMiB() {
    double peak = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getType() == MemoryType.HEAP) {
        peak += pool.getPeakUsage().getUsed() / MIB;
      }
    }
    return Result.rounded(peak);
  }

  /** What a full collection leaves now, in MiB. Collects. */
  public static double liveMiB() {
    System.gc();
    MemoryUsage usage = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    return Result.rounded(usage.getUsed() / MIB);
  }

  /** Seconds spent collecting so far. */
  public static double collectingSeconds() {
    long millis = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      millis += Math.max(0, collector.getCollectionTime());
    }
    return millis / 1000.0;
  }
}
