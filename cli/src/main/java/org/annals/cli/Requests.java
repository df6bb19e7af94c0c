package org.annals.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import org.annals.node.OpenedHome;
import org.annals.node.home.Home;
import org.annals.node.request.Cause;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.ErrorCode;
import org.annals.node.request.Progress;
import org.annals.node.request.Reply;
import org.annals.node.request.RequestClient;

/** Finds out who answers: the node that runs on the home, or the home opened here. */
final class Requests {
  private Requests() {}

  static Reply send(Home home, String command, ObjectNode arguments, Progress progress)
      throws CommandFailure, InterruptedException {
    if (!home.exists()) {
      throw noHome(home);
    }
    if (Files.exists(home.socket())) {
      try {
        return RequestClient.ask(home.socket(), command, arguments, progress);
      } catch (IOException e) {
        // A node that was killed leaves its socket behind; the lock tells whether one still runs.
        return sendLocally(home, command, arguments, progress, e);
      }
    }
    return sendLocally(home, command, arguments, progress, null);
  }

  static CommandFailure noHome(Home home) {
    return new CommandFailure(
        ErrorCode.NO_HOME,
        "There is no Annals home at " + home.data() + ".",
        "It was never set up, or --home or ANNALS_HOME names another directory than intended.",
        "Run 'annals init', or name the right directory with --home DIR.");
  }

  private static Reply sendLocally(
      Home home,
      String command,
      ObjectNode arguments,
      Progress progress,
      @org.jspecify.annotations.Nullable IOException noAnswer)
      throws CommandFailure, InterruptedException {
    try (OpenedHome opened = OpenedHome.open(home)) {
      return opened.commands().run(command, arguments, progress);
    } catch (IOException e) {
      if (noAnswer != null) {
        e.addSuppressed(noAnswer);
      }
      throw new CommandFailure(
          ErrorCode.UNEXPECTED,
          "The home at " + home.data() + " could not be opened or closed.",
          Cause.of(e),
          "Check the disk and the permissions of that directory, then try again.",
          e);
    }
  }
}
