package org.annals.archiver;

import java.util.HexFormat;
import org.annals.keys.PublicKey;
import org.annals.quota.Account;

/**
 * A community, identified by its owner's secp256k1 key (FORMAT section 1). Text form: {@code 0x}
 * and 66 hexadecimal digits, as Status writes it.
 */
public record CommunityId(PublicKey key) implements Comparable<CommunityId> {

  /**
   * Reads the text form, either case.
   *
   * @throws IllegalArgumentException when it is anything else
   */
  public static CommunityId parse(String text) {
    if (!text.startsWith("0x")) {
      throw new IllegalArgumentException("a community id begins with 0x");
    }
    return new CommunityId(PublicKey.of(HexFormat.of().parseHex(text.substring(2))));
  }

  /** The 33 bytes. */
  public byte[] toBytes() {
    return key.toBytes();
  }

  /** The account under which this community's bytes are counted. */
  public Account account() {
    return new Account(toString());
  }

  @Override
  public int compareTo(CommunityId other) {
    return key.compareTo(other.key);
  }

  @Override
  public String toString() {
    return "0x" + key.hex();
  }
}
