package org.annals.magnetindex.invite;

import java.nio.charset.StandardCharsets;
import org.annals.archiver.CommunityId;
import org.annals.keys.Digest;

/**
 * A community key in a form that two people can compare aloud: 120 bits as six groups of four
 * letters and digits, without those that are mistaken for one another.
 */
public final class KeyFingerprint {
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final byte[] DOMAIN = "annals-fingerprint1\0".getBytes(StandardCharsets.US_ASCII);
  private static final int SYMBOLS = 24;
  private static final int GROUP = 4;

  private KeyFingerprint() {}

  /** For example {@code 7ZK2-0QXM-...}: 5 bits each of SHA-256("annals-fingerprint1" 00 || id). */
  public static String of(CommunityId community) {
    byte[] hash = Digest.sha256(DOMAIN, community.toBytes()).toBytes();
    StringBuilder text = new StringBuilder(SYMBOLS + SYMBOLS / GROUP);
    for (int i = 0; i < SYMBOLS; i++) {
      if (i > 0 && i % GROUP == 0) {
        text.append('-');
      }
      text.append(ALPHABET.charAt(fiveBits(hash, i * 5)));
    }
    return text.toString();
  }

  private static int fiveBits(byte[] hash, int bit) {
    int pair = ((hash[bit / 8] & 0xFF) << 8) | (hash[bit / 8 + 1] & 0xFF);
    return (pair >>> (11 - bit % 8)) & 31;
  }
}
