package org.annals.magnetindex.catalogue;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.annals.archiver.ChannelId;
import org.annals.archiver.GroupId;

/**
 * The owner's rules for members.
 *
 * @param serving whether members may fetch and serve this community's archives
 * @param autoDelete channels whose messages vanish after a period of whole seconds, 1 or more
 */
public record Policy(boolean serving, SortedMap<ChannelId, Duration> autoDelete) {
  /** Serving, nothing vanishes. */
  public static final Policy DEFAULT = new Policy(true, Collections.emptySortedMap());

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException when a period is below a second or not whole seconds, or there
   *     are too many
   */
  public Policy {
    autoDelete = Collections.unmodifiableSortedMap(new TreeMap<>(autoDelete));
    if (autoDelete.size() > CatalogueLimits.MAX_CHANNELS) {
      throw new IllegalArgumentException("too many auto-delete rules");
    }
    for (Duration period : autoDelete.values()) {
      if (period.toSeconds() < 1 || !period.equals(Duration.ofSeconds(period.toSeconds()))) {
        throw new IllegalArgumentException("a period has whole seconds, at least one");
      }
    }
  }

  /** The same rules with serving on or off. */
  public Policy withServing(boolean on) {
    return new Policy(on, autoDelete);
  }

  /** The period of each auto-delete group in which channels are packed by these rules. */
  public Map<GroupId, Duration> periods() {
    return autoDelete.values().stream()
        .distinct()
        .collect(Collectors.toMap(GroupId::autoDelete, period -> period));
  }
}
