package org.annals.archiver.wire;

/**
 * Bytes that break a rule of the format. Checked, so that every codec turns it into its own {@code
 * Rejected}; it carries no stack trace because hostile input may cause many of them.
 */
public final class MalformedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong, for logs and counters; never contains the input. */
  public MalformedException(String reason) {
    super(reason, null, false, false);
  }

  /** What is wrong. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
