package org.annals.quota.storage;

import org.annals.quota.Account;
import org.annals.quota.StorageCap;

/**
 * What must be free before a chunk is fetched: the one formula of who admits fetches and of {@link
 * CapPreview}, which foresees them. All in bytes; pure functions.
 */
public final class FetchNeed {
  /** What a message is expected to take in the database until that was compacted. */
  private static final long MESSAGE_BYTES = 1_024;

  /** The record beside a partial file, twice: it is replaced as a whole. */
  private static final long RECORD_BYTES = 128 << 10;

  /** What an import leaves scattered in small databases; measured: 215 to 310 kB. */
  private static final long SCATTERED_BY_IMPORT = 320 << 10;

  /** What noting a chunk alone leaves scattered; measured: 37 to 53 kB. */
  private static final long SCATTERED_BY_NOTES = 64 << 10;

  private static final long MOST_MESSAGES = 1L << 40;
  private static final long MOST_HEADROOM = 32 << 20;

  private FetchNeed() {}

  /**
   * What the text of a chunk is expected to take in databases.
   *
   * @param messages 0 or more; the owner's word, so it may be anything
   */
  public static long text(long messages) {
    return Math.min(MOST_MESSAGES, messages) * MESSAGE_BYTES;
  }

  /**
   * What a fetch takes until it has ended and its text is in.
   *
   * @param payload bytes of the file that are still to come
   * @param text as {@link #text} says; 0 when it is in already
   */
  public static long bytes(long payload, long text) {
    return payload + RECORD_BYTES + text;
  }

  /**
   * What is kept free beside that, for what an import writes before it is compacted: a quarter of
   * the cap, at most 32 MiB; of two caps the smaller one counts.
   */
  public static long headroom(Caps caps, Account account) {
    return Math.min(headroom(caps.of(account)), headroom(caps.node()));
  }

  /**
   * What a chunk that comes may leave scattered in databases, beyond its text. Compaction keeps the
   * sum within what is kept free for imports.
   *
   * @param text as {@link #text} says; 0 when it is in already
   */
  static long scattered(long text) {
    return text > 0 ? SCATTERED_BY_IMPORT : SCATTERED_BY_NOTES;
  }

  private static long headroom(StorageCap cap) {
    return cap instanceof StorageCap.Limited limited
        ? Math.min(MOST_HEADROOM, limited.bytes() / 4)
        : MOST_HEADROOM;
  }
}
