package org.annals.waku.relay;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A static shard of a Waku network (RFC 51), and thereby a pubsub topic.
 *
 * @param cluster 0 to 65535
 * @param index 0 to 1023
 */
public record Shard(int cluster, int index) {
  /** Where communities and chats of Status are, and ours unless told otherwise. */
  public static final Shard DEFAULT = new Shard(16, 32);

  private static final Pattern SHORT = Pattern.compile("(0|[1-9][0-9]{0,4})/(0|[1-9][0-9]{0,3})");

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException when one is left
   */
  public Shard {
    if (cluster < 0 || cluster > 65_535 || index < 0 || index > 1023) {
      throw new IllegalArgumentException(
          "cluster 0 to 65535 and shard 0 to 1023, not " + cluster + "/" + index);
    }
  }

  /**
   * Reads {@code CLUSTER/N}.
   *
   * @throws IllegalArgumentException when it is anything else
   */
  public static Shard parse(String text) {
    Matcher matcher = SHORT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("a shard is written CLUSTER/N, not " + text);
    }
    return new Shard(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  /** The pubsub topic. */
  public String pubsubTopic() {
    return "/waku/2/rs/" + cluster + "/" + index;
  }

  @Override
  public String toString() {
    return cluster + "/" + index;
  }
}
