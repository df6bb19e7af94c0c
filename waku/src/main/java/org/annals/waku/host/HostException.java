package org.annals.waku.host;

import java.io.IOException;

/** Why a dial, a stream or a ping did not come about. */
public final class HostException extends IOException {
  private final Reason reason;

  /** A failure without a deeper cause. */
  public HostException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** A failure with its cause. */
  public HostException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** The kind of failure. */
  public Reason reason() {
    return reason;
  }

  /** Kinds of failure. */
  public enum Reason {
    /** The address is none that this host can dial. */
    ADDRESS,
    /** Nobody answers there. */
    UNREACHABLE,
    /** Too slow. */
    TIMEOUT,
    /** The other side broke a protocol or hung up. */
    PROTOCOL,
    /** Another peer than the expected one answered, or this host itself. */
    IDENTITY,
    /** The peer does not speak the protocol. */
    UNSUPPORTED,
    /** A limit of this host. */
    LIMIT,
    /** The peer is not connected. */
    NOT_CONNECTED,
    /** The host, connection or stream was closed. */
    CLOSED
  }
}
