package org.annals.waku.host;

/**
 * Bytes on sockets, as TCP payload.
 *
 * @param received bytes read
 * @param sent bytes written
 */
public record WireBytes(long received, long sent) {
  /** Both added up. */
  public WireBytes plus(WireBytes other) {
    return new WireBytes(received + other.received, sent + other.sent);
  }
}
