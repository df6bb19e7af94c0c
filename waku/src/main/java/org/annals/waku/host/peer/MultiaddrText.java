package org.annals.waku.host.peer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.annals.waku.host.codec.MalformedInput;
import org.annals.waku.host.peer.Multiaddr.Part;

/** Reads the text form of multiaddrs. Stateless. */
final class MultiaddrText {
  private static final int MAX_CHARS = 2048;
  private static final int MAX_NAME = 253;

  private MultiaddrText() {}

  static List<Part> parse(String text, int maxParts) throws MalformedInput {
    if (text.length() < 2 || text.length() > MAX_CHARS || text.charAt(0) != '/') {
      throw new MalformedInput("a multiaddr begins with / and a protocol");
    }
    String[] words = text.substring(1).split("/", -1);
    List<Part> parts = new ArrayList<>();
    int at = 0;
    while (at < words.length) {
      AddressPart kind = kind(words[at++]);
      if (kind.size == 0) {
        parts.add(new Part(kind, new byte[0]));
      } else if (at == words.length) {
        throw new MalformedInput("a multiaddr lacks the value of " + kind.label);
      } else {
        parts.add(Part.checked(kind, value(kind, words[at++])));
      }
      if (parts.size() > maxParts) {
        throw new MalformedInput("a multiaddr has more than " + maxParts + " components");
      }
    }
    return parts;
  }

  /** Names travel into logs and resolvers: printable ASCII without a slash, 1 to 253 bytes. */
  static void checkName(byte[] name) throws MalformedInput {
    if (name.length == 0 || name.length > MAX_NAME) {
      throw new MalformedInput("a name has 1 to " + MAX_NAME + " bytes");
    }
    for (byte c : name) {
      if (c <= ' ' || c == '/' || c == 0x7f) {
        throw new MalformedInput("a name has a character that no name has");
      }
    }
  }

  private static AddressPart kind(String label) throws MalformedInput {
    for (AddressPart kind : AddressPart.values()) {
      if (kind.label.equals(label)) {
        return kind;
      }
    }
    if (label.equals("ipfs")) {
      return AddressPart.P2P;
    }
    throw new MalformedInput("an unknown multiaddr component");
  }

  private static byte[] value(AddressPart kind, String text) throws MalformedInput {
    return switch (kind) {
      case IP4 -> IpText.parse4(text);
      case IP6 -> IpText.parse6(text);
      case TCP, UDP -> port(text);
      case P2P -> PeerId.parse(text).toBytes();
      default -> text.getBytes(StandardCharsets.UTF_8);
    };
  }

  private static byte[] port(String text) throws MalformedInput {
    boolean digits = text.matches("0|[1-9][0-9]{0,4}");
    int port = digits ? Integer.parseInt(text) : -1;
    if (port < 0 || port > 0xffff) {
      throw new MalformedInput("not a port");
    }
    return new byte[] {(byte) (port >> 8), (byte) port};
  }
}
