package org.annals.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "resume", description = "End a pause.")
final class ResumeCommand extends RequestCommand {
  @Mixin LimitOption of = new LimitOption();

  @Override
  String request() {
    return "resume";
  }

  @Override
  void arguments(ObjectNode arguments) {
    of.put(arguments);
  }

  @Override
  void print(ObjectNode reply, PrintWriter out) {
    out.println("Now: " + LimitText.now(reply.path("now")) + ".");
  }
}
