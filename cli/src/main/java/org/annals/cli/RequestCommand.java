package org.annals.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.Reply;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * A command that sends one request, to the running node or to the home itself, and shows the reply.
 * A subclass says which request, with what arguments, and how people read the answer.
 */
@Command(mixinStandardHelpOptions = true)
abstract class RequestCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  /** Name of the request, as {@code org.annals.node} knows it. */
  abstract String request();

  /** Fills in the request's arguments. */
  abstract void arguments(ObjectNode arguments);

  /** Prints the reply for people. */
  abstract void print(ObjectNode reply, PrintWriter out);

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    GlobalOptions options = Main.options(spec);
    ObjectNode arguments = JsonNodeFactory.instance.objectNode();
    arguments(arguments);
    PrintWriter out = spec.commandLine().getOut();
    try (ProgressPrinter progress = ProgressPrinter.of(options, out)) {
      Reply reply = Requests.send(options.resolvedHome(), request(), arguments, progress);
      progress.endLine();
      if (options.json) {
        out.println(reply.json());
      } else {
        print(OthersText.shown(reply.json()), out);
      }
      out.flush();
      return reply.exit();
    }
  }
}
