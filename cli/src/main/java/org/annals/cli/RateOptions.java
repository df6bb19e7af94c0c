package org.annals.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How fast bytes may move each way. */
final class RateOptions {
  @Option(
      names = "--up",
      paramLabel = "RATE",
      description = "to others: such as 512KiB/s or 2MiB/s, 0 to stop, or 'unlimited'")
  @Nullable String up;

  @Option(names = "--down", paramLabel = "RATE", description = "from others; written the same way")
  @Nullable String down;

  void put(ObjectNode arguments) {
    if (up != null) {
      arguments.put("up", up);
    }
    if (down != null) {
      arguments.put("down", down);
    }
  }
}
