package org.annals.waku.host.peer;

import java.io.ByteArrayOutputStream;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.annals.waku.host.codec.Base58;
import org.annals.waku.host.codec.MalformedInput;
import org.annals.waku.host.codec.Varint;

/**
 * A network address that says its own protocols, e.g. {@code /ip4/127.0.0.1/tcp/60000/p2p/16U...}
 * (multiformats, multiaddr).
 *
 * <p>Immutable; equal by content. Holds only components that are known here; at most 1,024 bytes
 * and 16 components.
 */
public final class Multiaddr {
  private static final int MAX_BYTES = 1024;
  private static final int MAX_PARTS = 16;

  private final List<Part> parts;

  private Multiaddr(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /**
   * Reads the text form.
   *
   * @throws MalformedInput when a component is unknown or malformed
   */
  public static Multiaddr parse(String text) throws MalformedInput {
    return new Multiaddr(MultiaddrText.parse(text, MAX_PARTS));
  }

  /**
   * Reads a text that is known to be right.
   *
   * @throws IllegalArgumentException when it is not
   */
  public static Multiaddr of(String text) {
    try {
      return parse(text);
    } catch (MalformedInput e) {
      throw new IllegalArgumentException(text + ": " + e.reason(), e);
    }
  }

  /** {@code /ip4|ip6/ADDRESS/tcp/PORT} of a resolved socket address. */
  public static Multiaddr tcp(InetSocketAddress address) {
    boolean four = address.getAddress() instanceof Inet4Address;
    byte[] port = {(byte) (address.getPort() >> 8), (byte) address.getPort()};
    return new Multiaddr(
        List.of(
            new Part(four ? AddressPart.IP4 : AddressPart.IP6, address.getAddress().getAddress()),
            new Part(AddressPart.TCP, port)));
  }

  /**
   * Reads the binary form.
   *
   * @throws MalformedInput when a component is unknown or malformed
   */
  public static Multiaddr ofBytes(byte[] bytes) throws MalformedInput {
    if (bytes.length == 0 || bytes.length > MAX_BYTES) {
      throw new MalformedInput("a multiaddr has 1 to " + MAX_BYTES + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    List<Part> parts = new ArrayList<>();
    while (in.hasRemaining()) {
      if (parts.size() == MAX_PARTS) {
        throw new MalformedInput("a multiaddr has more than " + MAX_PARTS + " components");
      }
      parts.add(readPart(in));
    }
    return new Multiaddr(parts);
  }

  /** The binary form. */
  public byte[] toBytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Part part : parts) {
      Varint.write(out, part.kind.code);
      if (part.kind.isPrefixed()) {
        Varint.write(out, part.value.length);
      }
      out.write(part.value, 0, part.value.length);
    }
    return out.toByteArray();
  }

  /** The peer that is expected there: the last {@code /p2p} component. */
  public Optional<PeerId> peer() {
    Part last = parts.get(parts.size() - 1);
    if (last.kind != AddressPart.P2P) {
      return Optional.empty();
    }
    try {
      return Optional.of(PeerId.ofMultihash(last.value));
    } catch (MalformedInput e) {
      throw new IllegalStateException("checked when it was read", e);
    }
  }

  /** The same address with a peer at its end, in place of one that is there. */
  public Multiaddr withPeer(PeerId peer) {
    List<Part> all = new ArrayList<>(withoutPeer());
    all.add(new Part(AddressPart.P2P, peer.toBytes()));
    return new Multiaddr(all);
  }

  /**
   * Host and port, when this is exactly IP or DNS name, then TCP, with or without a peer. The host
   * of a DNS address is unresolved.
   */
  public Optional<TcpTarget> tcpTarget() {
    List<Part> rest = withoutPeer();
    if (rest.size() != 2 || rest.get(1).kind != AddressPart.TCP) {
      return Optional.empty();
    }
    byte[] port = rest.get(1).value;
    int number = (port[0] & 0xff) << 8 | (port[1] & 0xff);
    String host = rest.get(0).text();
    return switch (rest.get(0).kind) {
      case IP4 -> Optional.of(new TcpTarget(host, number, Family.IP4, false));
      case IP6 -> Optional.of(new TcpTarget(host, number, Family.IP6, false));
      case DNS -> Optional.of(new TcpTarget(host, number, Family.ANY, true));
      case DNS4 -> Optional.of(new TcpTarget(host, number, Family.IP4, true));
      case DNS6 -> Optional.of(new TcpTarget(host, number, Family.IP6, true));
      default -> Optional.empty();
    };
  }

  private List<Part> withoutPeer() {
    int size = parts.size();
    boolean named = parts.get(size - 1).kind == AddressPart.P2P;
    return parts.subList(0, named ? size - 1 : size);
  }

  private static Part readPart(ByteBuffer in) throws MalformedInput {
    int code = Varint.readMinimal(in, 0xffff);
    for (AddressPart kind : AddressPart.values()) {
      if (kind.code == code) {
        int size = kind.isPrefixed() ? Varint.readMinimal(in, MAX_BYTES) : kind.size;
        if (size > in.remaining()) {
          throw new MalformedInput("a multiaddr ends early");
        }
        byte[] value = new byte[size];
        in.get(value);
        return Part.checked(kind, value);
      }
    }
    throw new MalformedInput("an unknown multiaddr component");
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Multiaddr other && parts.equals(other.parts);
  }

  @Override
  public int hashCode() {
    return parts.hashCode();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      text.append('/').append(part.kind.label);
      if (part.kind.size != 0) {
        text.append('/').append(part.text());
      }
    }
    return text.toString();
  }

  /** Which kind of IP address a target may have. */
  public enum Family {
    /** IPv4 only. */
    IP4,
    /** IPv6 only. */
    IP6,
    /** Either. */
    ANY
  }

  /**
   * Where to connect to.
   *
   * @param host an IP literal or a DNS name
   * @param isName whether the host must be resolved
   */
  public record TcpTarget(String host, int port, Family family, boolean isName) {}

  /** One component. */
  record Part(AddressPart kind, byte[] value) {
    static Part checked(AddressPart kind, byte[] value) throws MalformedInput {
      if (kind.size == AddressPart.PEER) {
        PeerId.ofMultihash(value);
      } else if (kind.size == AddressPart.TEXT) {
        MultiaddrText.checkName(value);
      }
      return new Part(kind, value);
    }

    String text() {
      return switch (kind) {
        case IP4 -> IpText.text4(value);
        case IP6 -> IpText.text6(value);
        case TCP, UDP -> Integer.toString((value[0] & 0xff) << 8 | (value[1] & 0xff));
        case P2P -> Base58.encode(value);
        default -> new String(value, StandardCharsets.UTF_8);
      };
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof Part other && kind == other.kind && Arrays.equals(value, other.value);
    }

    @Override
    public int hashCode() {
      return 31 * kind.code + Arrays.hashCode(value);
    }
  }
}
