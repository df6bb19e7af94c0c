package org.annals.magnetindex.invite;

/** What came of reading an invite. */
public sealed interface InviteReading {
  /** Understood. */
  record Read(Invite invite) implements InviteReading {}

  /** No invite that this program understands. */
  record Rejected(String reason) implements InviteReading {}
}
