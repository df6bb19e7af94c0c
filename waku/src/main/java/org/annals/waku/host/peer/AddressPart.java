package org.annals.waku.host.peer;

/** The kinds of multiaddr components that are known here, with their multicodec numbers. */
enum AddressPart {
  IP4("ip4", 0x04, 4),
  TCP("tcp", 0x06, 2),
  IP6("ip6", 0x29, 16),
  IP6ZONE("ip6zone", 0x2a, AddressPart.TEXT),
  DNS("dns", 0x35, AddressPart.TEXT),
  DNS4("dns4", 0x36, AddressPart.TEXT),
  DNS6("dns6", 0x37, AddressPart.TEXT),
  DNSADDR("dnsaddr", 0x38, AddressPart.TEXT),
  UDP("udp", 0x0111, 2),
  CIRCUIT("p2p-circuit", 0x0122, 0),
  P2P("p2p", 0x01a5, AddressPart.PEER),
  TLS("tls", 0x01c0, 0),
  SNI("sni", 0x01c1, AddressPart.TEXT),
  QUIC_V1("quic-v1", 0x01cd, 0),
  WS("ws", 0x01dd, 0),
  WSS("wss", 0x01de, 0);

  static final int TEXT = -1;
  static final int PEER = -2;

  final String label;
  final int code;

  /** Bytes of the value, or one of the two constants for length-prefixed ones. */
  final int size;

  AddressPart(String label, int code, int size) {
    this.label = label;
    this.code = code;
    this.size = size;
  }

  boolean isPrefixed() {
    return size < 0;
  }
}
