package org.annals.magnetindex.catalogue;

/** Caps of a catalogue; whatever exceeds one is rejected, never truncated (FORMAT section 5). */
public final class CatalogueLimits {
  /** Format that this program writes and understands. */
  public static final int FORMAT = 1;

  /** Uncompressed body, bytes. */
  public static final int MAX_RAW = 16 << 20;

  /** Whole file, bytes: an incompressible body still fits. */
  public static final int MAX_FILE = MAX_RAW + (1 << 17);

  /** Chunks. */
  public static final int MAX_ENTRIES = 200_000;

  /** Chunks that one chunk replaces. */
  public static final int MAX_SUPERSEDES = 4_096;

  /** Removed chunks. */
  public static final int MAX_REMOVED = 200_000;

  /** Catalogues on which one stands. */
  public static final int MAX_PARENTS = 16;

  /** Channels, and so auto-delete rules. */
  public static final int MAX_CHANNELS = 100_000;

  /** Groups with a sealing mark. */
  public static final int MAX_GROUPS = 4_096;

  /** Names of a community, channel or category, bytes of UTF-8. */
  public static final int MAX_NAME = 1_024;

  /** Descriptions, bytes of UTF-8. */
  public static final int MAX_DESCRIPTION = 8_192;

  /** Required features, and the length of one in bytes. */
  public static final int MAX_FEATURES = 64;

  private CatalogueLimits() {}
}
