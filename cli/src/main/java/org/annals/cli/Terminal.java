package org.annals.cli;

/** What is connected to a stream of this process. Java cannot tell; the launcher can. */
enum Terminal {
  STDIN,
  STDOUT,
  STDERR;

  /** Whether a person sits there. */
  boolean isInteractive() {
    return "1".equals(System.getenv("ANNALS_" + name() + "_TERMINAL"));
  }

  /** Whether what was written can be written over. */
  boolean canRedraw() {
    return isInteractive() && !"dumb".equals(System.getenv("TERM"));
  }
}
