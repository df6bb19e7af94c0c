package org.annals.node.request;

/**
 * Why a command failed, with the exit code that scripts rely on. Codes and numbers never change.
 */
public enum ErrorCode {
  /** Something unforeseen; the log has more. */
  UNEXPECTED("ANN-G001", 1),
  /** What was asked for does not exist. */
  NOT_FOUND("ANN-G002", 1),
  /** The command or one of its values is wrong. */
  USAGE("ANN-U001", 2),
  /** Several things are meant by one name. */
  AMBIGUOUS("ANN-U002", 2),
  /** Part of it is done, part is missing. */
  PARTIAL("ANN-S001", 3),
  /** Bytes are not what they should be. */
  VERIFICATION("ANN-V001", 4),
  /** A rule forbids it: policy, role or quota. */
  REFUSED("ANN-P001", 5),
  /** Nobody could be reached. */
  UNREACHABLE("ANN-N001", 6),
  /** No room on disk or in the quota. */
  NO_ROOM("ANN-D001", 7),
  /** There is no Annals home here. */
  NO_HOME("ANN-H001", 10),
  /** Another process holds the home. */
  LOCKED("ANN-H002", 11),
  /** A file may not be read or written, or has unsafe permissions. */
  PERMISSION("ANN-H003", 12),
  /** It took longer than allowed. */
  TIMEOUT("ANN-T001", 124),
  /** The user stopped it. */
  INTERRUPTED("ANN-T002", 130);

  private final String code;
  private final int exit;

  ErrorCode(String code, int exit) {
    this.code = code;
    this.exit = exit;
  }

  /** The code shown to people, for looking it up. */
  public String code() {
    return code;
  }

  /** The process's exit code. */
  public int exit() {
    return exit;
  }

  /** The constant with this code, {@link #UNEXPECTED} when there is none. */
  static ErrorCode ofCode(String code) {
    for (ErrorCode each : values()) {
      if (each.code.equals(code)) {
        return each;
      }
    }
    return UNEXPECTED;
  }
}
