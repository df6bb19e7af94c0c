package org.annals.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "invite",
    description =
        "Make an invite that others join with. It holds no secret; any member can make one.")
final class InviteCommand extends RequestCommand {
  @Mixin CommunityOption community = new CommunityOption();

  @Override
  String request() {
    return "invite";
  }

  @Override
  void arguments(ObjectNode arguments) {
    community.put(arguments);
  }

  @Override
  void print(ObjectNode reply, PrintWriter out) {
    out.println(reply.path("invite").asText());
    if (reply.has("hint")) {
      // The invite alone is on stdout, for whoever puts it elsewhere.
      spec.commandLine().getErr().println(reply.path("hint").asText());
    }
  }
}
