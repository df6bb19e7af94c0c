package org.annals.waku.host.codec;

/**
 * Bytes from a peer that break the format. Checked, so that it cannot escape unnoticed; whoever
 * reads a peer's bytes turns it into the end of that stream or connection.
 */
public final class MalformedInput extends Exception {
  private final String reason;

  /** Says what is wrong, without repeating the peer's bytes. */
  public MalformedInput(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  /** What is wrong. */
  public String reason() {
    return reason;
  }
}
