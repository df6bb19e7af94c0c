package org.annals.waku.relay;

import org.annals.keys.Digest;

/** What became of an own message. */
public sealed interface RelayPublication {
  /**
   * On its way.
   *
   * @param id gossipsub's
   * @param peers neighbours that get it from this node at once; 0 when nobody subscribes now
   * @param bytes length of the encoded Waku message
   */
  record Sent(Digest id, int peers, int bytes) implements RelayPublication {}

  /** Not sent. */
  record Refused(String reason) implements RelayPublication {}
}
