package org.annals.quota;

/**
 * How fast bytes may move. No limit and a limit of nothing are two different values: the first lets
 * everything through, the second stops it.
 */
public sealed interface Rate {
  /** No limit. */
  static Rate unlimited() {
    return new Unlimited();
  }

  /** Nothing moves. */
  static Rate stop() {
    return new Limited(0);
  }

  /** So many bytes in a second; 0 stops. */
  static Rate bytesPerSecond(long bytes) {
    return new Limited(bytes);
  }

  /** Bytes move as fast as they can. */
  record Unlimited() implements Rate {
    @Override
    public String toString() {
      return "unlimited";
    }
  }

  /**
   * Bytes move at most so fast.
   *
   * @param bytesPerSecond 0 to {@link #MAX}; 0 stops
   */
  record Limited(long bytesPerSecond) implements Rate {
    /** 1 TiB/s: above it, nanosecond arithmetic in 64 bits would overflow. */
    public static final long MAX = 1L << 40;

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException when it is left
     */
    public Limited {
      if (bytesPerSecond < 0 || bytesPerSecond > MAX) {
        throw new IllegalArgumentException(
            "a rate is 0 to " + MAX + " bytes/s, not " + bytesPerSecond);
      }
    }

    @Override
    public String toString() {
      return bytesPerSecond + " bytes/s";
    }
  }

  /** The lower of two rates: what holds where both apply. */
  default Rate and(Rate other) {
    if (this instanceof Limited mine && other instanceof Limited theirs) {
      return mine.bytesPerSecond() <= theirs.bytesPerSecond() ? mine : theirs;
    }
    return this instanceof Limited ? this : other;
  }
}
