package org.annals.archiver;

import org.annals.keys.Digest;

/** A chunk: SHA-256 of its public header (FORMAT section 4). */
public record ChunkId(Digest digest) implements Comparable<ChunkId> {

  /**
   * Reads 64 hexadecimal digits, either case.
   *
   * @throws IllegalArgumentException when it is anything else
   */
  public static ChunkId parse(String hex) {
    return new ChunkId(Digest.ofHex(hex));
  }

  /** The 32 bytes. */
  public byte[] toBytes() {
    return digest.toBytes();
  }

  @Override
  public int compareTo(ChunkId other) {
    return digest.compareTo(other.digest);
  }

  @Override
  public String toString() {
    return digest.hex();
  }
}
