package org.annals.seeder.bittorrent;

import java.nio.ByteBuffer;

/**
 * Looks at foreign bencoding before Bt does: Bt's parser takes time in proportion to length times
 * depth, so that 30 kB of opening brackets hold it up for seconds. Stateless.
 */
final class Nesting {
  private static final int DEEPEST = 6;
  private static final int LONGEST_NUMBER = 20;

  private Nesting() {}

  /**
   * Whether the bytes begin with a dictionary of harmless depth.
   *
   * @param in read from its position, which is left alone
   */
  static boolean harmless(ByteBuffer in) {
    ByteBuffer bytes = in.duplicate();
    int depth = 0;
    do {
      int first = bytes.hasRemaining() ? bytes.get() : -1;
      if (first == 'd' || first == 'l') {
        depth++;
      } else if (first == 'e') {
        depth--;
      } else if (first == 'i') {
        if (number(bytes, 'e') < 0) {
          return false;
        }
      } else if (first >= '0' && first <= '9') {
        bytes.position(bytes.position() - 1);
        long length = number(bytes, ':');
        if (length < 0 || length > bytes.remaining()) {
          return false;
        }
        bytes.position(bytes.position() + (int) length);
      } else {
        return false;
      }
      if (depth > DEEPEST) {
        return false;
      }
    } while (depth > 0);
    return depth == 0;
  }

  /** The number before an end mark without its sign; -1 when there is none. */
  private static long number(ByteBuffer bytes, char end) {
    long value = 0;
    for (int i = 0; i < LONGEST_NUMBER && bytes.hasRemaining(); i++) {
      int digit = bytes.get();
      if (digit == end) {
        return i == 0 ? -1 : value;
      }
      if (digit == '-' && i == 0) {
        continue;
      }
      if (digit < '0' || digit > '9') {
        return -1;
      }
      value = (value * 10 + (digit - '0')) & Long.MAX_VALUE;
    }
    return -1;
  }
}
