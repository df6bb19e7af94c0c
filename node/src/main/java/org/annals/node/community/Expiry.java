package org.annals.node.community;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.annals.archiver.ChannelId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.GroupId;
import org.annals.magnetindex.catalogue.Policy;

/**
 * What the auto-delete rules of a policy mean at a moment (FORMAT section 3). Immutable.
 *
 * @param rules the period of each channel that has one
 */
public record Expiry(Map<ChannelId, Duration> rules, Instant now) {
  private static final Duration ORPHANS = Duration.ofDays(7);

  /** The rules of a policy at a moment. */
  public static Expiry of(Policy policy, Instant now) {
    return new Expiry(policy.autoDelete(), now);
  }

  /** The group in which a channel is packed. */
  public GroupId groupOf(ChannelId channel) {
    Duration period = rules.get(channel);
    return period == null ? GroupId.PUBLIC : GroupId.autoDelete(period);
  }

  /** Clock in milliseconds before which a channel's messages are over; 0 when none are. */
  public long keepFrom(ChannelId channel) {
    Duration period = rules.get(channel);
    return period == null ? 0 : keepFrom(period);
  }

  /**
   * Clock in milliseconds before which edits in a channel are over whose messages are not here; 0
   * when none are. Nobody edits what is over, so such an edit need not be kept for longer than
   * bytes may outlive a message.
   */
  public long orphansFrom(ChannelId channel) {
    Duration period = rules.get(channel);
    return period == null ? 0 : Math.max(keepFrom(period), keepFrom(ORPHANS));
  }

  /** A period can be longer than there is time. */
  private long keepFrom(Duration period) {
    return period.toSeconds() >= now.getEpochSecond() ? 0 : now.minus(period).toEpochMilli();
  }

  /** The period of a group, as long as a rule has it. */
  public Optional<Duration> periodOf(GroupId group) {
    return rules.values().stream()
        .filter(period -> GroupId.autoDelete(period).equals(group))
        .findFirst();
  }

  /** Whether everything in a chunk at this place is over, whatever it holds. */
  public boolean isOver(ChunkPosition position) {
    return isOver(position, position.window().endSeconds() * 1000 - 1);
  }

  /**
   * Whether everything in a chunk is over.
   *
   * @param lastClock of its records, milliseconds
   */
  public boolean isOver(ChunkPosition position, long lastClock) {
    return periodOf(position.group()).filter(period -> lastClock < keepFrom(period)).isPresent();
  }
}
