package org.annals.archiver.seal;

import java.util.List;

/** What packing a window would do, without writing anything. */
public record PackPlan(List<PlannedPart> parts, PackReport report) {
  public PackPlan {
    parts = List.copyOf(parts);
  }
}
