package org.annals.waku.host.codec;

/** base58btc text without a multibase prefix. Stateless. */
public final class Base58 {
  private static final String ALPHABET =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  private static final int MAX_CHARS = 256;

  private Base58() {}

  /** The text of some bytes; meant for short ones, the work grows with the square. */
  public static String encode(byte[] bytes) {
    int zeros = leading(bytes);
    int[] digits = new int[bytes.length * 138 / 100 + 1];
    int used = 0;
    for (byte next : bytes) {
      int carry = next & 0xff;
      for (int i = 0; i < used || carry != 0; i++) {
        carry += 256 * digits[i];
        digits[i] = carry % 58;
        carry /= 58;
        used = Math.max(used, i + 1);
      }
    }
    StringBuilder text = new StringBuilder(zeros + used);
    text.append("1".repeat(zeros));
    for (int i = used - 1; i >= 0; i--) {
      text.append(ALPHABET.charAt(digits[i]));
    }
    return text.toString();
  }

  /**
   * The bytes of a text of at most 256 characters.
   *
   * @throws MalformedInput at a foreign character or when longer
   */
  public static byte[] decode(String text) throws MalformedInput {
    if (text.length() > MAX_CHARS) {
      throw new MalformedInput("base58 text exceeds " + MAX_CHARS + " characters");
    }
    int zeros = 0;
    while (zeros < text.length() && text.charAt(zeros) == '1') {
      zeros++;
    }
    byte[] little = new byte[text.length()];
    int used = 0;
    for (int at = zeros; at < text.length(); at++) {
      int carry = ALPHABET.indexOf(text.charAt(at));
      if (carry < 0) {
        throw new MalformedInput("not a base58 character");
      }
      for (int i = 0; i < used || carry != 0; i++) {
        carry += 58 * (little[i] & 0xff);
        little[i] = (byte) carry;
        carry >>= 8;
        used = Math.max(used, i + 1);
      }
    }
    byte[] bytes = new byte[zeros + used];
    for (int i = 0; i < used; i++) {
      bytes[zeros + i] = little[used - 1 - i];
    }
    return bytes;
  }

  private static int leading(byte[] bytes) {
    int zeros = 0;
    while (zeros < bytes.length && bytes[zeros] == 0) {
      zeros++;
    }
    return zeros;
  }
}
