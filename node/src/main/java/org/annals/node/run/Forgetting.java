package org.annals.node.run;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.annals.archiver.CommunityId;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erases what is over or deleted from this home: readers do not see it any more since that moment,
 * here its bytes go. Each community at most every ten minutes, because a database is written anew
 * for it. Calls take turns.
 */
final class Forgetting {
  private static final Logger log = LoggerFactory.getLogger(Forgetting.class);
  private static final Duration PAUSE = Duration.ofMinutes(10);

  private final Communities communities;
  private final Surroundings surroundings;
  private final Map<CommunityId, Instant> next = new HashMap<>();

  Forgetting(Communities communities, Surroundings surroundings) {
    this.communities = communities;
    this.surroundings = surroundings;
  }

  /** Does what is due. Runs on a lane. */
  synchronized void run() {
    Instant now = surroundings.clock().instant();
    for (Community community : communities.all()) {
      if (now.isBefore(next.getOrDefault(community.id(), Instant.MIN))) {
        continue;
      }
      try {
        if (community.hasToForget() && community.forget()) {
          next.put(community.id(), now.plus(PAUSE));
        }
      } catch (IOException | RuntimeException e) {
        next.put(community.id(), now.plus(PAUSE));
        log.error("what is over in {} could not be erased; it is tried again", community.id(), e);
      }
    }
  }
}
