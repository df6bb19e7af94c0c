package org.annals.archiver;

import java.net.InetAddress;

/**
 * Where a BitTorrent peer listens. Always an address, never a name that would have to be looked up.
 *
 * @param port 1 to 65535
 */
public record PeerAddress(InetAddress address, int port) {
  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException when the port is out of range
   */
  public PeerAddress {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
    }
  }

  @Override
  public String toString() {
    String host = address.getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
