package org.annals.quota;

/** How many bytes may be on disk. */
public sealed interface StorageCap {
  /** No cap. */
  static StorageCap unlimited() {
    return new Unlimited();
  }

  /** At most so many bytes. */
  static StorageCap bytes(long bytes) {
    return new Limited(bytes);
  }

  /** Whether so many bytes are within the cap. */
  default boolean holds(long bytes) {
    return !(this instanceof Limited limited) || bytes <= limited.bytes();
  }

  /** Whatever the disk has. */
  record Unlimited() implements StorageCap {
    @Override
    public String toString() {
      return "unlimited";
    }
  }

  /**
   * At most so many bytes.
   *
   * @param bytes 0 or more
   */
  record Limited(long bytes) implements StorageCap {
    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException when bytes are negative
     */
    public Limited {
      if (bytes < 0) {
        throw new IllegalArgumentException("a cap is 0 bytes or more, not " + bytes);
      }
    }

    @Override
    public String toString() {
      return bytes + " bytes";
    }
  }
}
