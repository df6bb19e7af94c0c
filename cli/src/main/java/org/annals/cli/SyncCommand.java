package org.annals.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

@Command(
    name = "sync",
    description = "Try everything that is missing again now; with --wait, until it is there.")
final class SyncCommand extends RequestCommand {
  @Mixin CommunityOption community = new CommunityOption();

  @Option(names = "--wait", description = "end when nothing is missing any more")
  boolean wait;

  @Option(names = "--timeout", paramLabel = "SECONDS", description = "give up waiting after this")
  @Nullable Integer timeout;

  @Override
  String request() {
    return "sync";
  }

  @Override
  void arguments(ObjectNode arguments) {
    community.put(arguments);
    if (timeout != null && !wait) {
      throw new ParameterException(
          spec.commandLine(), "'--timeout' is how long '--wait' waits: give both.");
    }
    arguments.put("wait", wait);
    if (timeout != null) {
      arguments.put("timeout", timeout);
    }
  }

  @Override
  void print(ObjectNode reply, PrintWriter out) {
    long missing = reply.path("missing").asLong();
    out.println(
        missing == 0
            ? "Complete: " + Format.count(reply.path("messages").asLong()) + " messages."
            : Format.count(missing) + " chunks are missing: " + reply.path("reason").asText());
  }
}
