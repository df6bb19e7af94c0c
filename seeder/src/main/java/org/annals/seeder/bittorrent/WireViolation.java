package org.annals.seeder.bittorrent;

import java.io.IOException;

/** The other side broke the protocol. The connection is closed, nothing else happens. */
final class WireViolation extends IOException {
  private static final long serialVersionUID = 1L;

  WireViolation(String what) {
    super(what);
  }

  WireViolation(String what, Throwable cause) {
    super(what, cause);
  }
}
