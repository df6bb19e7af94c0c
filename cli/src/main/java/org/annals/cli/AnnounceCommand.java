package org.annals.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "announce",
    description = "Repeat the newest announcement now (owner; at most once a minute).")
final class AnnounceCommand extends RequestCommand {
  @Mixin CommunityOption community = new CommunityOption();

  @Override
  String request() {
    return "announce";
  }

  @Override
  void arguments(ObjectNode arguments) {
    community.put(arguments);
  }

  @Override
  void print(ObjectNode reply, PrintWriter out) {
    out.println(
        "Announced sequence "
            + reply.path("sequence").asLong()
            + " to "
            + reply.path("peers").asInt()
            + " connected peers ("
            + Format.bytes(reply.path("bytes").asLong())
            + ").");
  }
}
