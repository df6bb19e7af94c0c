package org.annals.node.run;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.annals.archiver.CommunityId;
import org.annals.archiver.seal.ClockCheck;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.node.community.HomeParts;
import org.annals.quota.Rate;
import org.annals.quota.schedule.LimitsNow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a running node counts and what follows from it, second by second. Confined to the loop. */
final class Counting {
  private static final Logger log = LoggerFactory.getLogger(Counting.class);
  private static final Duration SIGN_EVERY = Duration.ofMinutes(5);

  private final HomeParts parts;
  private final Communities communities;
  private final ClockCheck clockCheck;
  private final Consumer<Community> retry;
  private final Set<CommunityId> stopped = new HashSet<>();
  private Instant nextSign = Instant.MIN;

  /**
   * For one run.
   *
   * @param retry tries at once what waits
   */
  Counting(
      HomeParts parts, Communities communities, ClockCheck clockCheck, Consumer<Community> retry) {
    this.parts = parts;
    this.communities = communities;
    this.clockCheck = clockCheck;
    this.retry = retry;
  }

  /** Counts what has moved, and puts in force what clock and traffic have changed. */
  void count() {
    try {
      parts.traffic().count(communities.all().stream().map(each -> each.id().account()).toList());
      parts.limits().refresh();
      tryAgainAfterStops();
    } catch (RuntimeException e) {
      log.error("what has moved could not be counted", e);
    }
  }

  /** What a pause or a budget kept from coming is tried at once when that ends. */
  private void tryAgainAfterStops() {
    LimitsNow now = parts.limits().now();
    for (Community each : communities.all()) {
      if (now.effective(each.id().account()).down().equals(Rate.stop())) {
        stopped.add(each.id());
      } else if (stopped.remove(each.id())) {
        retry.accept(each);
      }
    }
  }

  /** Byte counters survive a crash up to a few seconds ago, a stop completely. */
  void save() {
    try {
      parts.traffic().save();
      Instant now = parts.clock().instant();
      if (clockCheck.isPlausible() && !now.isBefore(nextSign)) {
        parts.tables().settings().put("node.last-running", now.toString());
        nextSign = now.plus(SIGN_EVERY);
      }
    } catch (IOException | RuntimeException e) {
      log.warn("counters could not be saved", e);
    }
  }
}
