package org.annals.seeder.bittorrent;

/**
 * A part of a piece, as it is asked for.
 *
 * @param piece index, 0 or more
 * @param offset within the piece, bytes
 * @param length bytes, 1 or more
 */
record Block(int piece, int offset, int length) {
  /** What is asked for at once; every client serves this size (BEP 3). */
  static final int SIZE = 16 * 1024;

  /** Bytes of a PIECE message around its payload. */
  static final int OVERHEAD = 13;
}
