package org.annals.bench.torrent;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.annals.bench.ProcessMeter;

/**
 * Processor seconds of this JVM: all of them, and those of Java threads, which leaves out compiler
 * and collector. Threads that have ended are not in the second figure.
 */
record ThreadTimes(double process, double javaThreads) {

  static ThreadTimes now() throws IOException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    double nanos = 0;
    for (long id : threads.getAllThreadIds()) {
      nanos += Math.max(0, threads.getThreadCpuTime(id));
    }
    return new ThreadTimes(ProcessMeter.own().cpuSeconds(), nanos / 1e9);
  }

  ThreadTimes since(ThreadTimes before) {
    return new ThreadTimes(process - before.process, javaThreads - before.javaThreads);
  }
}
