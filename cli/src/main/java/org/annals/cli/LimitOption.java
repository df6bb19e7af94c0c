package org.annals.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Says whose limits are meant. */
final class LimitOption {
  @Option(
      names = "--community",
      paramLabel = "ID",
      description = "id, unique beginning of it, or name; without it the whole node is meant")
  @Nullable String community;

  void put(ObjectNode arguments) {
    if (community != null) {
      arguments.put("community", community);
    }
  }
}
