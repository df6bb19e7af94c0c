package org.annals.bench;

import java.lang.management.ManagementFactory;

/** How busy the machine is; stands beside every result. */
public final class LoadAverage {
  private LoadAverage() {}

  /** Mean number of running threads over the last minute. */
  public static double now() {
    return Result.rounded(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }
}
