package org.annals.waku.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.annals.waku.host.codec.MalformedInput;
import org.annals.waku.host.codec.ProtoReader;
import org.annals.waku.host.codec.ProtoWriter;
import org.annals.waku.host.peer.Multiaddr;
import org.annals.waku.host.peer.PeerId;
import org.annals.waku.host.peer.PeerKey;

/** The message of identify and identify push (libp2p specs, identify). Stateless. */
final class IdentifyMessage {
  static final int MAX_BYTES = 8 << 10;
  private static final int MAX_ADDRESSES = 100;
  private static final int MAX_PROTOCOLS = 200;
  private static final int MAX_TEXT = 256;

  private IdentifyMessage() {}

  static byte[] encode(PeerKey key, PeerInfo info) {
    ProtoWriter writer = new ProtoWriter().bytes(1, key.toBytes());
    info.listenAddresses().forEach(address -> writer.bytes(2, address.toBytes()));
    new TreeSet<>(info.protocols()).forEach(protocol -> writer.string(3, protocol));
    info.observedAddress().ifPresent(address -> writer.bytes(4, address.toBytes()));
    return writer.string(5, info.protocolVersion()).string(6, info.agentVersion()).toBytes();
  }

  /**
   * Reads what a peer says; fields that it leaves out are taken from what is known.
   *
   * @throws MalformedInput when it is malformed, too long, or about another peer
   */
  static PeerInfo decode(byte[] message, PeerId from, PeerInfo known) throws MalformedInput {
    ProtoReader reader = new ProtoReader(message);
    List<Multiaddr> addresses = new ArrayList<>();
    Set<String> protocols = new TreeSet<>();
    Optional<Multiaddr> observed = known.observedAddress();
    String version = known.protocolVersion();
    String agent = known.agentVersion();
    while (reader.nextField()) {
      switch (reader.field()) {
        case 1 -> check(reader.bytes(MAX_BYTES), from);
        case 2 -> add(addresses, reader.bytes(MAX_BYTES));
        case 3 -> add(protocols, reader.string(MAX_TEXT));
        case 4 -> observed = address(reader.bytes(MAX_BYTES));
        case 5 -> version = reader.string(MAX_TEXT);
        case 6 -> agent = reader.string(MAX_TEXT);
        default -> reader.skip();
      }
    }
    return new PeerInfo(
        addresses.isEmpty() ? known.listenAddresses() : addresses,
        protocols.isEmpty() ? known.protocols() : protocols,
        observed,
        version,
        agent);
  }

  private static void check(byte[] key, PeerId from) throws MalformedInput {
    if (!PeerId.ofEncodedKey(key).equals(from)) {
      throw new MalformedInput("identify is about another peer");
    }
  }

  private static void add(List<Multiaddr> addresses, byte[] bytes) throws MalformedInput {
    if (addresses.size() == MAX_ADDRESSES) {
      throw new MalformedInput("identify lists more than " + MAX_ADDRESSES + " addresses");
    }
    address(bytes).ifPresent(addresses::add);
  }

  private static void add(Set<String> protocols, String protocol) throws MalformedInput {
    if (protocols.size() == MAX_PROTOCOLS) {
      throw new MalformedInput("identify lists more than " + MAX_PROTOCOLS + " protocols");
    }
    protocols.add(protocol);
  }

  /** Addresses of transports that are unknown here are no offence. */
  private static Optional<Multiaddr> address(byte[] bytes) {
    try {
      return Optional.of(Multiaddr.ofBytes(bytes));
    } catch (MalformedInput e) {
      return Optional.empty();
    }
  }
}
