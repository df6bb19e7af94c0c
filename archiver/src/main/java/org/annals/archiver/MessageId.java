package org.annals.archiver;

import org.annals.keys.Digest;

/** A message: Keccak-256 as FORMAT section 2 says, different for imports. */
public record MessageId(Digest digest) implements Comparable<MessageId> {

  /**
   * Reads 64 hexadecimal digits, either case.
   *
   * @throws IllegalArgumentException when it is anything else
   */
  public static MessageId parse(String hex) {
    return new MessageId(Digest.ofHex(hex));
  }

  /** The 32 bytes. */
  public byte[] toBytes() {
    return digest.toBytes();
  }

  @Override
  public int compareTo(MessageId other) {
    return digest.compareTo(other.digest);
  }

  @Override
  public String toString() {
    return digest.hex();
  }
}
