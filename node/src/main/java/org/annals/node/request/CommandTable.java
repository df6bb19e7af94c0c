package org.annals.node.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All commands by name. Immutable, thread-safe as far as its commands are. */
public final class CommandTable {
  private static final Logger log = LoggerFactory.getLogger(CommandTable.class);

  private final Map<String, Command> commands;

  /** Takes the commands as they are. */
  public CommandTable(Map<String, Command> commands) {
    this.commands = Map.copyOf(commands);
  }

  /**
   * Runs a command. What a command did not foresee becomes {@link ErrorCode#UNEXPECTED}, with the
   * stack trace in the log.
   */
  public Reply run(String name, ObjectNode arguments, Progress progress)
      throws CommandFailure, InterruptedException {
    Command command = commands.get(name);
    if (command == null) {
      throw new CommandFailure(
          ErrorCode.USAGE,
          "This node does not know the command '" + name + "'.",
          "The running node and the command come from different versions of Annals.",
          "Stop the node and start it again with this version.");
    }
    try {
      return command.run(arguments, progress);
    } catch (RuntimeException e) {
      log.error("command {} failed", name, e);
      throw new CommandFailure(
          ErrorCode.UNEXPECTED,
          "The command '" + name + "' failed unexpectedly.",
          String.valueOf(e),
          "Look into the log of this home; if it happens again, please report it.",
          e);
    }
  }
}
