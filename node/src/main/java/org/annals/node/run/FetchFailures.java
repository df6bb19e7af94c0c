package org.annals.node.run;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.annals.archiver.ChunkId;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.LedgerEntry;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.node.eviction.FetchAdmission;
import org.annals.seeder.sync.Holding;
import org.annals.seeder.sync.SyncPhase;
import org.annals.seeder.sync.SyncStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps in the ledger which chunks cannot be fetched and why, and since when they can again. */
final class FetchFailures {
  private static final Logger log = LoggerFactory.getLogger(FetchFailures.class);

  private final Communities communities;
  private final Clock clock;

  FetchFailures(Communities communities, Clock clock) {
    this.communities = communities;
    this.clock = clock;
  }

  /** Writes down what differs from what is there, as one change; mostly nothing. */
  void note(List<SyncStatus> statuses) {
    for (Community community : communities.all()) {
      try {
        note(
            community,
            statuses.stream()
                .filter(each -> each.holding() == Holding.ABSENT)
                .filter(each -> each.target().community().equals(community.id()))
                .toList());
      } catch (IOException e) {
        log.error("how fetches of {} stand cannot be noted", community.id(), e);
      }
    }
  }

  private void note(Community community, List<SyncStatus> statuses) throws IOException {
    Map<ChunkId, SyncStatus> changed = new HashMap<>();
    for (SyncStatus each : statuses) {
      Optional<LedgerEntry> known = community.chunks().find(each.target().chunk());
      if (known.isPresent() && isAbsent(known.get()) && differs(known.get(), each)) {
        changed.put(each.target().chunk(), each);
      }
    }
    if (!changed.isEmpty()) {
      community
          .chunks()
          .changeAll(
              changed.keySet(),
              entry -> {
                SyncStatus status = requireNonNull(changed.get(entry.chunk()), "chunk is unknown");
                return isAbsent(entry)
                    ? entry.in(state(status), cause(status).orElse(""), clock.instant())
                    : entry;
              });
    }
  }

  private static boolean differs(LedgerEntry known, SyncStatus status) {
    Optional<String> cause = cause(status);
    return known.state() != state(status)
        || (cause.isPresent() && !known.note().equals(cause.get()));
  }

  /** Why it is not here, when there is a lasting reason. */
  private static Optional<String> cause(SyncStatus status) {
    String cause = status.cause().orElse("");
    if (status.phase() == SyncPhase.NO_ROOM) {
      return Optional.of(FetchAdmission.WAITS + cause);
    }
    return state(status) == ChunkState.FAILED ? Optional.of(cause) : Optional.empty();
  }

  private static boolean isAbsent(LedgerEntry entry) {
    ChunkState state = entry.state();
    return state == ChunkState.ANNOUNCED
        || state == ChunkState.FETCHING
        || state == ChunkState.FAILED;
  }

  private static ChunkState state(SyncStatus status) {
    boolean failed =
        status.phase() == SyncPhase.REFUSED
            || (status.phase() == SyncPhase.WAITING && status.failures() > 0);
    if (failed) {
      return ChunkState.FAILED;
    }
    return status.phase() == SyncPhase.WAITING
            || status.phase() == SyncPhase.NO_ROOM
            || status.phase() == SyncPhase.STOPPING
        ? ChunkState.ANNOUNCED
        : ChunkState.FETCHING;
  }
}
