package org.annals.node.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

final class RuntimeCpuTest {
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  /** Garbage of so many bytes in a heap that is collected meanwhile. */
  private static int garbage(long bytes) {
    int sum = 0;
    for (long made = 0; made < bytes; made += 1 << 16) {
      sum += new byte[1 << 16].length;
    }
    return sum;
  }

  @Test
  void getAsLong_countsCollections_notWhatThreadsTake() {
    RuntimeCpu cpu = new RuntimeCpu(System::nanoTime);
    long before = threads.getCurrentThreadCpuTime();
    int collected = 0;
    while (threads.getCurrentThreadCpuTime() - before < 300_000_000L) {
      collected += garbage(1 << 20);
      System.gc();
    }
    long own = threads.getCurrentThreadCpuTime() - before;
    long runtime = cpu.getAsLong();
    assertThat(collected).isNotZero();
    assertThat(runtime).isPositive();
    for (int i = 0; i < 10; i++) {
      long spin = threads.getCurrentThreadCpuTime();
      while (threads.getCurrentThreadCpuTime() - spin < 30_000_000L) {
        Thread.onSpinWait();
      }
      assertThat(cpu.getAsLong()).isGreaterThanOrEqualTo(runtime);
    }
    assertThat(cpu.getAsLong() - runtime).as("300 ms of a thread").isLessThan(own);
  }
}
