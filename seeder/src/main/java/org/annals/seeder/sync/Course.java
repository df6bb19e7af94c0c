package org.annals.seeder.sync;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the planner remembers of one chunk. Times are ticker nanoseconds. */
final class Course {
  private final SyncTarget target;
  private Holding holding;
  private SyncPhase phase = SyncPhase.WAITING;
  private boolean listed = true;
  private long have;
  private long progressAt;
  private boolean reported;
  private boolean gained;
  private int failures;
  private @Nullable String cause;
  private boolean pausing;
  private boolean full;
  private long pauseEnds;

  Course(SyncTarget target, Holding holding) {
    this.target = target;
    this.holding = holding;
    settle();
  }

  SyncTarget target() {
    return target;
  }

  SyncPhase phase() {
    return phase;
  }

  Holding holding() {
    return holding;
  }

  boolean listed() {
    return listed;
  }

  /** Takes over what the ledger says; what is under way stays under way. */
  void seen(Holding now) {
    listed = true;
    holding = now;
    settle();
  }

  void unlisted() {
    listed = false;
  }

  private void settle() {
    if (!active()) {
      if (holding != Holding.ABSENT) {
        phase = SyncPhase.SETTLED;
        cause = null;
        failures = 0;
      } else if (phase == SyncPhase.SETTLED) {
        phase = SyncPhase.WAITING;
        pausing = false;
      }
    }
  }

  /** Whether the transport or the verifier is busy with it. */
  boolean active() {
    return phase == SyncPhase.FETCHING
        || phase == SyncPhase.STOPPING
        || phase == SyncPhase.VERIFYING;
  }

  boolean wanted() {
    return listed && holding == Holding.ABSENT;
  }

  boolean ready(long now) {
    return phase == SyncPhase.WAITING && wanted() && (!pausing || now - pauseEnds >= 0);
  }

  void begin(long now) {
    phase = SyncPhase.FETCHING;
    have = 0;
    progressAt = now;
    reported = false;
    gained = false;
    pausing = false;
  }

  /** The first report says what was there before; only what comes after it is a gain. */
  void progress(long haveNow, long now) {
    if (haveNow > have) {
      gained |= reported;
      progressAt = now;
      have = haveNow;
    }
    reported = true;
  }

  long idle(long now) {
    return now - progressAt;
  }

  void stopping() {
    phase = SyncPhase.STOPPING;
  }

  void verifying() {
    phase = SyncPhase.VERIFYING;
    have = target.size();
  }

  void adopted() {
    phase = SyncPhase.SETTLED;
    holding = Holding.HELD;
    cause = null;
    failures = 0;
  }

  /** Does not fit; with {@code full}, nothing older does either. */
  void noRoom(String reason, boolean full, long now, Duration pause) {
    phase = SyncPhase.NO_ROOM;
    cause = reason;
    this.full = full;
    pause(now, pause);
  }

  /** Ends the wait for room when its time is over. */
  void recheck(long now) {
    if (phase == SyncPhase.NO_ROOM && now - pauseEnds >= 0) {
      roomFound();
    }
  }

  /** Whether history ends here: nothing older is fetched across a gap that has no room. */
  boolean closesHistory() {
    return listed && (holding == Holding.EVICTED || (phase == SyncPhase.NO_ROOM && full));
  }

  /** There may be room now. */
  void roomFound() {
    if (phase == SyncPhase.NO_ROOM) {
      phase = SyncPhase.WAITING;
      cause = null;
      pausing = false;
      settle();
    }
  }

  void refuse(String reason) {
    phase = SyncPhase.REFUSED;
    cause = reason;
    failures++;
  }

  /** Counts a failure; one that brought bytes starts the count anew. Answers the count. */
  int failed(String reason) {
    failures = gained ? 1 : failures + 1;
    gained = false;
    cause = reason;
    return failures;
  }

  void pause(long now, Duration pause) {
    pausing = true;
    pauseEnds = now + pause.toNanos();
  }

  /** Back to waiting, after what was under way has ended. */
  void rest() {
    phase = SyncPhase.WAITING;
    settle();
  }

  /** Forgets failures and pauses: tried again at once. */
  void retry() {
    failures = 0;
    pausing = false;
    roomFound();
    if (phase == SyncPhase.REFUSED) {
      phase = SyncPhase.WAITING;
      cause = null;
      settle();
    }
  }

  /** Ends the pause of a chunk that only lacked peers or luck. */
  void hurry() {
    pausing &= phase == SyncPhase.NO_ROOM;
  }

  SyncStatus status(long now) {
    Optional<Duration> nextTry =
        (phase == SyncPhase.WAITING || phase == SyncPhase.NO_ROOM) && pausing
            ? Optional.of(Duration.ofNanos(Math.max(0, pauseEnds - now)))
            : Optional.empty();
    return new SyncStatus(
        target, holding, phase, have, failures, Optional.ofNullable(cause), nextTry);
  }
}
