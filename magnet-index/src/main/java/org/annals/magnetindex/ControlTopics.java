package org.annals.magnetindex;

import org.annals.archiver.CommunityId;
import org.annals.keys.Keccak256;

/** Where a community's announcements travel, and how much room they have (FORMAT section 6). */
public final class ControlTopics {
  /** Most bytes of an encoded Waku message with an announcement. */
  public static final int MAX_WAKU_MESSAGE = 4_096;

  /** Payload's tag and three bytes of length. */
  private static final int PAYLOAD_FRAME = 4;

  /** Tag, length and 32 characters. */
  private static final int CONTENT_TOPIC = 2 + 32;

  /** Version 0, written out or not. */
  private static final int VERSION = 2;

  /** Tag and the longest varint: nanoseconds since the epoch, zigzag. */
  private static final int TIMESTAMP = 1 + 10;

  /** "Not ephemeral", two bytes of tag, written out or not. */
  private static final int EPHEMERAL = 3;

  /** Most bytes of a SignedAnnouncement, so that its Waku message keeps the limit. */
  public static final int MAX_PAYLOAD =
      MAX_WAKU_MESSAGE - PAYLOAD_FRAME - CONTENT_TOPIC - VERSION - TIMESTAMP - EPHEMERAL;

  private ControlTopics() {}

  /**
   * The content topic: {@code /annals/1/<16 hex>/proto}, the first 16 hexadecimal digits of
   * Keccak-256 over the 33-byte community id.
   */
  public static String contentTopic(CommunityId community) {
    return "/annals/1/" + Keccak256.of(community.toBytes()).hex().substring(0, 16) + "/proto";
  }
}
