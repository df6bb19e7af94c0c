package org.annals.node.run;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.annals.archiver.CommunityId;
import org.annals.node.community.Community;

/**
 * A node that starts, or that switches a community on, listens before it serves or fetches: until
 * somebody has spoken, or for five seconds when nobody does. What its owner switched off meanwhile
 * is then known. An owner need not ask. Thread-safe.
 */
final class FirstListening {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Surroundings surroundings;
  private final Consumer<Community> ready;
  private final Set<CommunityId> done = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  /**
   * For the communities of a node.
   *
   * @param ready is told when one may begin
   */
  FirstListening(Surroundings surroundings, Consumer<Community> ready) {
    this.surroundings = surroundings;
    this.ready = ready;
  }

  /** Listening begins. */
  void begin(Community community) {
    if (community.row().owned()) {
      done.add(community.id());
      return;
    }
    var unused =
        surroundings
            .loop()
            .schedule(() -> spoke(community), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Somebody has answered or announced, or nobody did. */
  void spoke(Community community) {
    if (!stopped && done.add(community.id())) {
      ready.accept(community);
    }
  }

  /** The community is off: when it is on again, it listens again. */
  void end(Community community) {
    done.remove(community.id());
  }

  /** Nobody is told any more. */
  void stop() {
    stopped = true;
  }

  /** Whether its chunks may be served and fetched, as far as listening goes. */
  boolean isOver(Community community) {
    return done.contains(community.id());
  }
}
