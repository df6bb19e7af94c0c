package org.annals.node.run;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.LedgerEntry;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
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

  /** Writes down what differs from what is there; mostly nothing. */
  void note(List<SyncStatus> statuses) {
    for (SyncStatus each : statuses) {
      if (each.holding() == Holding.ABSENT) {
        Optional<Community> community = communities.get(each.target().community());
        try {
          if (community.isPresent()) {
            note(community.get(), each);
          }
        } catch (IOException e) {
          log.error("the state of chunk {} cannot be noted", each.target().chunk(), e);
        }
      }
    }
  }

  private void note(Community community, SyncStatus status) throws IOException {
    Optional<LedgerEntry> known = community.ledgerEntry(status.target().chunk());
    if (known.isEmpty() || !isAbsent(known.get())) {
      return;
    }
    ChunkState state = state(status);
    String note = state == ChunkState.FAILED ? status.cause().orElse("") : "";
    if (known.get().state() != state
        || (state == ChunkState.FAILED && !known.get().note().equals(note))) {
      community.note(
          status.target().chunk(),
          entry -> isAbsent(entry) ? entry.in(state, note, clock.instant()) : entry);
    }
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
    return status.phase() == SyncPhase.WAITING || status.phase() == SyncPhase.STOPPING
        ? ChunkState.ANNOUNCED
        : ChunkState.FETCHING;
  }
}
