package org.annals.archiver.chunk;

/** Numbers of the chunk format, version 1 (FORMAT section 4). All caps are inclusive. */
public final class ChunkFormat {
  /** The version that this code writes. */
  public static final int VERSION = 1;

  /** Codec number of zstd. */
  public static final int CODEC_ZSTD = 1;

  /** Longest public header, bytes. */
  public static final int MAX_HEADER = 1 << 20;

  /** Longest raw index section or message section, bytes. */
  public static final int MAX_RAW_SECTION = 8 << 20;

  /** Longest stored index section or message section, signatures included, bytes. */
  public static final int MAX_STORED_SECTION = 33 << 20;

  /** Most message sections of a chunk. */
  public static final int MAX_MESSAGE_SECTIONS = 4096;

  /** Most entries of a media table. */
  public static final int MAX_MEDIA = 16_384;

  /** Longest media blob, bytes; bigger ones become placeholders. */
  public static final int MAX_MEDIA_BLOB = 24 << 20;

  /** Most bytes of a record that stand in the record itself. */
  public static final int MAX_INLINE = 1 << 20;

  /** Most that the records of one part may cost, unless it is a single record. */
  public static final int MAX_PART_COST = 32 << 20;

  /** A channel whose records cost less than this shares a section with others. */
  public static final int SHARED_BELOW = 64 << 10;

  /** Largest zstd window that a reader accepts, as a power of two. */
  public static final int MAX_WINDOW_LOG = 23;

  /** Bytes before the public header: magic and header length. */
  static final int PREAMBLE = 12;

  private static final byte[] MAGIC = {(byte) 0x89, 'A', 'N', 'L', '\r', '\n', 0x1A, '\n'};

  private ChunkFormat() {}

  /** The first 8 bytes of every chunk file; a fresh copy. */
  static byte[] magic() {
    return MAGIC.clone();
  }
}
