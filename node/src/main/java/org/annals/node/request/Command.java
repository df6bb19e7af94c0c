package org.annals.node.request;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Does what one request asks for. Thread-safe: requests come from several connections at once. */
@FunctionalInterface
public interface Command {

  /**
   * Runs to the end.
   *
   * @param arguments the request's arguments; unknown ones are ignored
   * @throws InterruptedException when the asking side went away
   */
  Reply run(ObjectNode arguments, Progress progress) throws CommandFailure, InterruptedException;
}
