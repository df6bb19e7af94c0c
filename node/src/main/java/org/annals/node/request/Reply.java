package org.annals.node.request;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a command answered.
 *
 * @param exit the exit code, 0 when all is well
 * @param json the last line that {@code --json} prints
 */
public record Reply(int exit, ObjectNode json) {

  /** All is well. */
  public static Reply ok(ObjectNode json) {
    return new Reply(0, json);
  }
}
