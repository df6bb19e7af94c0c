package org.annals.keys;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The text of a key file, at home and as a backup alike:
 *
 * <pre>
 * annals-key 1
 * name community-0x02...
 * private 64 hexadecimal digits
 * check first 8 hexadecimal digits of SHA-256(the lines above)
 * </pre>
 *
 * <p>The check finds a mistyped or cut off backup; it is no protection against forgery.
 */
record KeyFile(String name, PrivateKey key) {
  private static final String HEADER = "annals-key 1";
  private static final int MAX_LENGTH = 4096;

  byte[] encode() {
    String body =
        HEADER + "\nname " + name + "\nprivate " + HexFormat.of().formatHex(key.toBytes()) + "\n";
    return (body + "check " + check(body) + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  /** Reads a key file; lines may end with a carriage return too, as editors leave them. */
  static Optional<KeyFile> parse(byte[] bytes) {
    if (bytes.length > MAX_LENGTH) {
      return Optional.empty();
    }
    List<String> lines = new String(bytes, StandardCharsets.US_ASCII).lines().toList();
    if (lines.size() != 4
        || !lines.get(0).equals(HEADER)
        || !lines.get(1).startsWith("name ")
        || !lines.get(2).startsWith("private ")) {
      return Optional.empty();
    }
    String body = String.join("\n", lines.subList(0, 3)) + "\n";
    if (!lines.get(3).equals("check " + check(body))) {
      return Optional.empty();
    }
    try {
      byte[] scalar = HexFormat.of().parseHex(lines.get(2).substring("private ".length()));
      return Optional.of(new KeyFile(lines.get(1).substring(5), PrivateKey.of(scalar)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String check(String body) {
    return Digest.sha256(body.getBytes(StandardCharsets.US_ASCII)).hex().substring(0, 8);
  }
}
