package org.annals.magnetindex.invite;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.annals.archiver.CommunityId;
import org.annals.archiver.InfoHash;
import org.annals.keys.Digest;
import org.annals.keys.Secp256k1;

/**
 * The text {@code annals:join/1?...} of an invite (FORMAT section 7). Keys: {@code c} community id,
 * {@code s} shard, {@code b} bootstrap multiaddr (repeated), {@code t} catalogue's info hash,
 * {@code n} its sequence, {@code r} recovery-key hash; {@code k} is reserved and never written.
 * Unknown keys, and hints that make no sense, are ignored. Pure and thread-safe.
 */
public final class InviteCodec {
  private static final String PREFIX = "annals:join/1?";
  private static final int MAX_MULTIADDR = 256;
  private static final Pattern SHARD = Pattern.compile("[0-9]{1,5}/[0-9]{1,5}");
  private static final Pattern MULTIADDR = Pattern.compile("(/[A-Za-z0-9._:%-]+)+");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  private InviteCodec() {}

  /** The text, at most 2,048 bytes: bootstrap addresses that do not fit are left out. */
  public static String write(Invite invite) {
    StringBuilder text = new StringBuilder(PREFIX).append("c=").append(invite.community());
    invite.shard().ifPresent(shard -> append(text, "s", shard));
    invite
        .catalogue()
        .ifPresent(
            hint -> {
              append(text, "t", hint.infoHash().toString());
              append(text, "n", Long.toString(hint.sequence()));
            });
    invite.recoveryKeyHash().ifPresent(hash -> append(text, "r", hash.hex()));
    for (String address : invite.bootstrap()) {
      int length = text.length();
      append(text, "b", address);
      if (text.length() > Invite.MAX_LENGTH) {
        text.setLength(length);
      }
    }
    return text.toString();
  }

  /**
   * Reads a text from anywhere.
   *
   * @param curve checks that the community's key lies on it
   */
  public static InviteReading read(String text, Secp256k1 curve) {
    String trimmed = text.strip();
    if (trimmed.length() > Invite.MAX_LENGTH) {
      return new InviteReading.Rejected("an invite has at most 2,048 bytes");
    }
    if (!trimmed.startsWith(PREFIX)) {
      return new InviteReading.Rejected("an invite begins with " + PREFIX);
    }
    Fields fields = new Fields();
    for (String pair : trimmed.substring(PREFIX.length()).split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        decode(pair.substring(equals + 1))
            .ifPresent(value -> fields.take(pair.substring(0, equals), value));
      }
    }
    if (fields.communities.size() != 1) {
      return new InviteReading.Rejected("an invite names one community");
    }
    try {
      CommunityId community = CommunityId.parse(fields.communities.get(0));
      return curve.isOnCurve(community.key())
          ? new InviteReading.Read(fields.invite(community))
          : new InviteReading.Rejected("the community id is no key");
    } catch (IllegalArgumentException e) {
      return new InviteReading.Rejected("the community id is no key: " + e.getMessage());
    }
  }

  private static void append(StringBuilder text, String key, String value) {
    text.append('&').append(key).append('=').append(encode(value));
  }

  /** Slashes and colons are allowed in a query and keep multiaddrs readable (RFC 3986, 3.4). */
  private static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("%2F", "/")
        .replace("%3A", ":");
  }

  private static Optional<String> decode(String value) {
    ByteBuffer bytes = ByteBuffer.allocate(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c > 126 || c < 33) {
        return Optional.empty();
      }
      if (c != '%') {
        bytes.put((byte) c);
        continue;
      }
      int high = i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
      int low = i + 2 < value.length() ? Character.digit(value.charAt(i + 2), 16) : -1;
      if (high < 0 || low < 0) {
        return Optional.empty();
      }
      bytes.put((byte) (high << 4 | low));
      i += 2;
    }
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** What was found; the first sensible value of a hint counts. */
  private static final class Fields {
    private final List<String> communities = new ArrayList<>();
    private final List<String> bootstrap = new ArrayList<>();
    private Optional<String> shard = Optional.empty();
    private Optional<InfoHash> infoHash = Optional.empty();
    private long sequence;
    private Optional<Digest> recoveryKeyHash = Optional.empty();

    void take(String key, String value) {
      switch (key) {
        case "c" -> communities.add(value);
        case "s" -> shard = shard.or(() -> shard(value));
        case "b" -> {
          boolean sensible = value.length() <= MAX_MULTIADDR && MULTIADDR.matcher(value).matches();
          if (sensible && bootstrap.size() < Invite.MAX_BOOTSTRAP) {
            bootstrap.add(value);
          }
        }
        case "t" -> infoHash = infoHash.or(() -> hex(value, 40).map(InfoHash::parse));
        case "n" -> sequence = NUMBER.matcher(value).matches() ? Long.parseLong(value) : sequence;
        case "r" -> recoveryKeyHash = recoveryKeyHash.or(() -> hex(value, 64).map(Digest::ofHex));
        default -> {
          // Unknown keys are for newer programs; k is reserved.
        }
      }
    }

    Invite invite(CommunityId community) {
      return new Invite(
          community,
          shard,
          bootstrap,
          infoHash.map(hash -> new Invite.CatalogueHint(hash, sequence)),
          recoveryKeyHash);
    }

    private static Optional<String> shard(String value) {
      return SHARD.matcher(value).matches() ? Optional.of(value) : Optional.empty();
    }

    private static Optional<String> hex(String value, int digits) {
      return value.length() == digits && value.matches("[0-9a-fA-F]+")
          ? Optional.of(value)
          : Optional.empty();
    }
  }
}
