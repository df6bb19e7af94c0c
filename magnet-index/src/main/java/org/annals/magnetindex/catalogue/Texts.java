package org.annals.magnetindex.catalogue;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Texts that enter signed bytes. */
final class Texts {
  private Texts() {}

  /**
   * Refuses a text that is too long in UTF-8 or holds half a surrogate pair, which UTF-8 cannot
   * write.
   */
  static void check(String text, int maxBytes) {
    try {
      int length = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text)).remaining();
      if (length > maxBytes) {
        throw new IllegalArgumentException("a text of " + length + " bytes passes " + maxBytes);
      }
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a text is not well-formed", e);
    }
  }
}
