package org.annals.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Names the community that is meant. */
final class CommunityOption {
  @Option(
      names = "--community",
      paramLabel = "ID",
      description = "id, unique beginning of it, or name; may be left out when there is only one")
  @Nullable String community;

  void put(ObjectNode arguments) {
    if (community != null) {
      arguments.put("community", community);
    }
  }
}
