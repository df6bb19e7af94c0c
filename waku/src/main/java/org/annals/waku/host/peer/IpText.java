package org.annals.waku.host.peer;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.annals.waku.host.codec.MalformedInput;

/** IP addresses as text; never asks a name server. Stateless. */
final class IpText {
  private static final Pattern IP4 =
      Pattern.compile("(?:(?:0|[1-9][0-9]{0,2})\\.){3}(?:0|[1-9][0-9]{0,2})");
  private static final Pattern IP6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  private IpText() {}

  static byte[] parse4(String text) throws MalformedInput {
    if (!IP4.matcher(text).matches()) {
      throw new MalformedInput("not an IPv4 address");
    }
    byte[] bytes = new byte[4];
    String[] parts = text.split("\\.", -1);
    for (int i = 0; i < 4; i++) {
      int value = Integer.parseInt(parts[i]);
      if (value > 255) {
        throw new MalformedInput("not an IPv4 address");
      }
      bytes[i] = (byte) value;
    }
    return bytes;
  }

  static byte[] parse6(String text) throws MalformedInput {
    if (text.length() > 45 || !IP6.matcher(text).matches()) {
      throw new MalformedInput("not an IPv6 address");
    }
    try {
      InetAddress address = InetAddress.getByName(text);
      return address instanceof Inet4Address ? mapped(address.getAddress()) : address.getAddress();
    } catch (UnknownHostException e) {
      throw new MalformedInput("not an IPv6 address");
    }
  }

  static String text4(byte[] ip) {
    return (ip[0] & 0xff) + "." + (ip[1] & 0xff) + "." + (ip[2] & 0xff) + "." + (ip[3] & 0xff);
  }

  /** RFC 5952 without the dotted form. */
  static String text6(byte[] ip) {
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (ip[2 * i] & 0xff) << 8 | (ip[2 * i + 1] & 0xff);
    }
    int bestAt = -1;
    int bestLength = 1;
    for (int i = 0; i < 8; i++) {
      int length = 0;
      while (i + length < 8 && groups[i + length] == 0) {
        length++;
      }
      if (length > bestLength) {
        bestAt = i;
        bestLength = length;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == bestAt) {
        text.append("::");
        i += bestLength - 1;
      } else {
        boolean first = text.isEmpty() || text.charAt(text.length() - 1) == ':';
        text.append(first ? "" : ":").append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }

  private static byte[] mapped(byte[] ip4) {
    byte[] bytes = new byte[16];
    bytes[10] = (byte) 0xff;
    bytes[11] = (byte) 0xff;
    System.arraycopy(ip4, 0, bytes, 12, 4);
    return bytes;
  }
}
