package org.annals.seeder.bittorrent;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * Which addresses are in the local network: loopback, link-local, private (RFC 1918) and unique
 * local ones (RFC 4193). An address of a private network may also be reached through a tunnel.
 */
final class LocalAddresses {
  private static final int UNIQUE_LOCAL = 0xfc;
  private static final int UNIQUE_LOCAL_MASK = 0xfe;

  private LocalAddresses() {}

  static boolean include(InetAddress address) {
    if (address.isLoopbackAddress() || address.isLinkLocalAddress()) {
      return true;
    }
    if (address instanceof Inet6Address) {
      return (address.getAddress()[0] & UNIQUE_LOCAL_MASK) == UNIQUE_LOCAL;
    }
    return address.isSiteLocalAddress();
  }
}
