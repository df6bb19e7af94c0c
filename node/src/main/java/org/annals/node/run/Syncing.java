package org.annals.node.run;

import java.util.List;
import java.util.Optional;
import org.annals.magnetindex.head.HeadView;
import org.annals.node.command.LiveNode;
import org.annals.node.community.Community;
import org.annals.seeder.sync.SyncPhase;
import org.annals.seeder.sync.SyncStatus;

/** What the statuses of all wanted chunks mean for one community. */
final class Syncing {
  private Syncing() {}

  static LiveNode.SyncState of(Community community, List<SyncStatus> statuses, boolean importing) {
    HeadView view = community.head().view();
    List<SyncStatus> mine =
        statuses.stream().filter(each -> each.target().community().equals(community.id())).toList();
    int missing = 0;
    int active = 0;
    long have = 0;
    long total = 0;
    Optional<String> cause = Optional.empty();
    boolean closed = false;
    for (SyncStatus each : mine) {
      total += each.target().size();
      if (each.phase() == SyncPhase.SETTLED) {
        have += each.target().size();
        continue;
      }
      missing++;
      have += each.have();
      if (each.phase() == SyncPhase.REFUSED || each.phase() == SyncPhase.NO_ROOM) {
        cause = cause.or(each::cause);
        closed |= each.phase() == SyncPhase.NO_ROOM;
      } else if (!closed || each.phase() != SyncPhase.WAITING) {
        active++;
      }
    }
    return new LiveNode.SyncState(
        view.accepted().isPresent(),
        missing,
        view.serving() ? view.wanted().size() : 0,
        importing,
        have,
        total,
        active == 0 ? cause : Optional.empty());
  }
}
