package org.annals.magnetindex.announcement;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Ranges of addresses that differ in who may be asked to dial them (RFC 6890). */
enum AddressRange {
  PUBLIC,
  LOOPBACK,
  LINK_LOCAL,
  PRIVATE_10,
  PRIVATE_172,
  PRIVATE_192,
  CARRIER,
  UNIQUE_LOCAL,
  /** Multicast, unspecified, broadcast, reserved: no peer listens there. */
  NOT_A_HOST;

  static AddressRange of(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
      return NOT_A_HOST;
    }
    if (address.isLoopbackAddress()) {
      return LOOPBACK;
    }
    if (address.isLinkLocalAddress()) {
      return LINK_LOCAL;
    }
    return bytes.length == 4 ? ofFour(bytes[0] & 0xFF, bytes[1] & 0xFF) : ofSixteen(bytes);
  }

  private static AddressRange ofFour(int first, int second) {
    if (first == 0 || first >= 240) {
      return NOT_A_HOST;
    }
    if (first == 10) {
      return PRIVATE_10;
    }
    if (first == 172 && (second & 0xF0) == 16) {
      return PRIVATE_172;
    }
    if (first == 192 && second == 168) {
      return PRIVATE_192;
    }
    return first == 100 && (second & 0xC0) == 64 ? CARRIER : PUBLIC;
  }

  private static AddressRange ofSixteen(byte[] bytes) {
    int first = bytes[0] & 0xFF;
    if ((first & 0xFE) == 0xFC) {
      return UNIQUE_LOCAL;
    }
    if (first == 0xFE && (bytes[1] & 0xC0) == 0xC0) {
      return UNIQUE_LOCAL;
    }
    // Addresses that carry an IPv4 address lead to where that one leads.
    if (first == 0x20 && (bytes[1] & 0xFF) == 0x02) {
      return of(four(bytes, 2));
    }
    byte[] nat64 = {0, 0x64, (byte) 0xFF, (byte) 0x9B};
    boolean translated =
        Arrays.equals(bytes, 0, 4, nat64, 0, 4) || Arrays.equals(bytes, 0, 12, new byte[12], 0, 12);
    return translated ? of(four(bytes, 12)) : PUBLIC;
  }

  private static InetAddress four(byte[] bytes, int offset) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, offset, offset + 4));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
