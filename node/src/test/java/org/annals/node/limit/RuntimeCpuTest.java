package org.annals.node.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
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
    int collected = 0;
    long runtime = 0;
    while (runtime == 0) {
      collected += garbage(1 << 20);
      System.gc();
      runtime = cpu.getAsLong();
    }
    assertThat(collected).isNotZero();
    long own = 0;
    for (int i = 0; i < 10; i++) {
      long before = threads.getCurrentThreadCpuTime();
      while (threads.getCurrentThreadCpuTime() - before < 30_000_000L) {
        Thread.onSpinWait();
      }
      own += threads.getCurrentThreadCpuTime() - before;
      assertThat(cpu.getAsLong()).isGreaterThanOrEqualTo(runtime);
    }
    assertThat(cpu.getAsLong() - runtime).as("what this thread took").isLessThan(own);
  }
}
