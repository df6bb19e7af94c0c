package org.annals.seeder.sync;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.annals.archiver.CommunityId;
import org.annals.archiver.InfoHash;
import org.annals.seeder.ArchiveTransport.FetchFailure;

/**
 * Decides which chunks are fetched now. Does nothing by itself: it is told what is listed and what
 * happened, and answers with actions.
 *
 * <ul>
 *   <li>Whenever a fetch begins, no newer chunk was ready: newest window first.
 *   <li>At most {@code slots} fetches that make progress; one without progress gives up its slot
 *       after {@code stuckAfter}, so that it never blocks an older one, and is stopped after {@code
 *       giveUpAfter} or as soon as its place among {@code maxActive} is needed.
 *   <li>After a failure a chunk waits; the wait doubles up to a bound, is between one half and the
 *       whole of it, and starts anew when an attempt brought bytes.
 *   <li>What was rejected is not tried again until told so by hand.
 *   <li>History has no gaps that room made: where a chunk does not fit or was evicted, nothing
 *       older of its community is fetched. One that could never fit is passed over.
 *   <li>Only chunks that are listed and absent are fetched; each info hash at most once at a time.
 * </ul>
 *
 * <p>Confined to one thread. Times are nanoseconds of one monotonic ticker; the same calls with the
 * same random numbers give the same actions.
 */
public final class SyncPlanner {
  private final SyncSettings settings;
  private final RandomGenerator random;
  private final Map<SyncTarget, Course> courses = new TreeMap<>(SyncTarget.NEWEST_FIRST);
  private final FetchRoom room;
  private boolean paused;

  /** A planner that knows of no chunk. */
  public SyncPlanner(SyncSettings settings, RandomGenerator random, FetchRoom room) {
    this.settings = settings;
    this.random = random;
    this.room = room;
  }

  /**
   * Takes over what is listed now, all of it. What vanished is stopped and forgotten; failures and
   * pauses of what stays are kept.
   */
  public void update(Collection<Listed> listed) {
    Set<SyncTarget> present = new HashSet<>();
    for (Listed each : listed) {
      present.add(each.target());
      Course course = courses.get(each.target());
      if (course == null) {
        courses.put(each.target(), new Course(each.target(), each.holding()));
      } else {
        course.seen(each.holding());
      }
    }
    courses.values().stream()
        .filter(course -> !present.contains(course.target()))
        .forEach(Course::unlisted);
    forgetUnlisted();
  }

  /** What to do now; each action is answered once and has begun from the planner's view. */
  public List<SyncAction> plan(long now) {
    List<SyncAction> actions = new ArrayList<>();
    Set<CommunityId> evicted = new HashSet<>();
    for (Course course : courses.values()) {
      if (course.listed() && course.holding() == Holding.EVICTED) {
        evicted.add(course.target().community());
      }
      if (course.phase() == SyncPhase.FETCHING) {
        boolean behindEvicted = evicted.contains(course.target().community());
        check(course, behindEvicted, now, actions);
      }
    }
    begin(now, actions);
    return actions;
  }

  private void check(Course course, boolean behindEvicted, long now, List<SyncAction> actions) {
    boolean held =
        course.listed()
            && (course.holding() == Holding.HELD || course.holding() == Holding.UNSUPPORTED);
    if (held) {
      // Somebody else brought it and serves it under the same info hash: stopping would end that.
      course.rest();
    } else if (!course.wanted() || behindEvicted) {
      stop(course, actions);
    } else if (course.idle(now) >= settings.giveUpAfter().toNanos()) {
      giveUp(course, now, actions);
    }
  }

  private void begin(long now, List<SyncAction> actions) {
    if (paused) {
      return;
    }
    Set<InfoHash> busy = new HashSet<>();
    List<SyncTarget> underWay = new ArrayList<>();
    int working = 0;
    for (Course course : courses.values()) {
      if (course.active()) {
        busy.add(course.target().infoHash());
        underWay.add(course.target());
        working += working(course, now) ? 1 : 0;
      }
    }
    int active = underWay.size();
    Set<CommunityId> closed = new HashSet<>();
    FetchRoom.Look look = null;
    for (Course course : courses.values()) {
      if (working >= settings.slots()) {
        return;
      }
      CommunityId community = course.target().community();
      course.recheck(now);
      if (course.closesHistory()) {
        closed.add(community);
      }
      if (!course.ready(now)
          || closed.contains(community)
          || busy.contains(course.target().infoHash())) {
        continue;
      }
      if (active >= settings.maxActive()) {
        longestStuck(now).ifPresent(stuck -> giveUp(stuck, now, actions));
        return;
      }
      look = look == null ? room.look(underWay) : look;
      FetchRoom.Answer answer = look.ask(course.target());
      if (answer instanceof FetchRoom.Answer.Full full) {
        noRoom(course, full.reason(), true, now);
        closed.add(community);
      } else if (answer instanceof FetchRoom.Answer.TooLarge tooLarge) {
        noRoom(course, tooLarge.reason(), false, now);
      } else {
        course.begin(now);
        busy.add(course.target().infoHash());
        actions.add(new SyncAction.Fetch(course.target()));
        active++;
        working++;
      }
    }
  }

  private void noRoom(Course course, String reason, boolean full, long now) {
    course.noRoom(reason, full, now, shorten(settings.noRoomPause()));
  }

  private boolean working(Course course, long now) {
    return course.phase() == SyncPhase.FETCHING
        && course.idle(now) < settings.stuckAfter().toNanos();
  }

  private Optional<Course> longestStuck(long now) {
    return courses.values().stream()
        .filter(course -> course.phase() == SyncPhase.FETCHING && !working(course, now))
        .max(Comparator.comparingLong(course -> course.idle(now)));
  }

  private void giveUp(Course course, long now, List<SyncAction> actions) {
    long seconds = Duration.ofNanos(course.idle(now)).toSeconds();
    int failures = course.failed("no new bytes for " + seconds + " s");
    course.pause(now, pauseAfter(failures));
    stop(course, actions);
  }

  private static void stop(Course course, List<SyncAction> actions) {
    course.stopping();
    actions.add(new SyncAction.Stop(course.target()));
  }

  /** The longest pause after so many failures in a row, before chance shortens it. */
  Duration longestPauseAfter(int failures) {
    Duration pause = settings.firstPause();
    for (int i = 1; i < failures && pause.compareTo(settings.longestPause()) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return pause.compareTo(settings.longestPause()) < 0 ? pause : settings.longestPause();
  }

  private Duration pauseAfter(int failures) {
    return shorten(longestPauseAfter(failures));
  }

  private Duration shorten(Duration longest) {
    long nanos = longest.toNanos();
    return Duration.ofNanos(nanos - random.nextLong(nanos / 2 + 1));
  }

  /** The transport has so many checked bytes of it. */
  public void progress(SyncTarget target, long have, long now) {
    inPhase(target, SyncPhase.FETCHING, course -> course.progress(have, now));
  }

  /** All its bytes are there. */
  public void fetched(SyncTarget target) {
    // One that crosses a stop is ignored: the transport is letting go of the file, and the next
    // fetch finds all its bytes on disk.
    inPhase(target, SyncPhase.FETCHING, Course::verifying);
  }

  /** It was verified, is durable and listed as held. */
  public void adopted(SyncTarget target) {
    inPhase(target, SyncPhase.VERIFYING, Course::adopted);
    forgetUnlisted();
  }

  /** Its bytes are not what the catalogue says; they were thrown away. */
  public void rejected(SyncTarget target, String reason) {
    inPhase(target, SyncPhase.VERIFYING, course -> course.refuse(reason));
    forgetUnlisted();
  }

  /** It could not be verified now, for a reason that may pass. */
  public void troubled(SyncTarget target, String reason, long now) {
    inPhase(target, SyncPhase.VERIFYING, course -> restAfter(course, reason, now));
    forgetUnlisted();
  }

  /** The transport ended the fetch. */
  public void failed(SyncTarget target, FetchFailure failure, long now) {
    inPhase(target, SyncPhase.FETCHING, course -> failed(course, failure, now));
    forgetUnlisted();
  }

  private void failed(Course course, FetchFailure failure, long now) {
    if (failure instanceof FetchFailure.Rejected rejected) {
      course.refuse(rejected.reason());
    } else if (failure instanceof FetchFailure.NoRoom noRoom) {
      course.rest();
      noRoom(course, noRoom.reason(), true, now);
    } else if (failure instanceof FetchFailure.Disk disk) {
      restAfter(course, disk.reason(), now);
    }
  }

  private void restAfter(Course course, String reason, long now) {
    course.pause(now, pauseAfter(course.failed(reason)));
    course.rest();
  }

  /** The transport has let go of it. */
  public void stopped(SyncTarget target) {
    inPhase(target, SyncPhase.STOPPING, Course::rest);
    forgetUnlisted();
  }

  /** By hand: tries a chunk again at once, whatever it failed of. */
  public void retry(SyncTarget target) {
    Course course = courses.get(target);
    if (course != null) {
      course.retry();
    }
  }

  /** By hand: tries every chunk of a community again at once. */
  public void retryAll(CommunityId community) {
    ofCommunity(community, Course::retry);
  }

  /** New holders are known: what waits for its pause to end need not. Rejections stay. */
  public void peersFound(CommunityId community) {
    ofCommunity(community, Course::hurry);
  }

  /** There may be room again. */
  public void roomFound() {
    courses.values().forEach(Course::roomFound);
  }

  /** Nothing is begun until {@link #resume}: the disk takes no bytes. */
  public void pause() {
    paused = true;
  }

  /** The disk takes bytes again: what waits need not wait longer. */
  public void resume() {
    paused = false;
    courses.values().forEach(Course::hurry);
    roomFound();
  }

  /** What is known of every listed chunk, newest first. */
  public List<SyncStatus> statuses(long now) {
    return courses.values().stream().map(course -> course.status(now)).toList();
  }

  /** Whether nothing is under way and nothing waits: time alone brings no action. */
  boolean rests() {
    return courses.values().stream()
        .map(Course::phase)
        .allMatch(phase -> phase == SyncPhase.SETTLED || phase == SyncPhase.REFUSED);
  }

  /** Chunks that the transport is to report about. */
  List<SyncTarget> fetching() {
    return courses.values().stream()
        .filter(course -> course.phase() == SyncPhase.FETCHING)
        .map(Course::target)
        .toList();
  }

  /** Whether its bytes are being checked. */
  boolean verifying(SyncTarget target) {
    Course course = courses.get(target);
    return course != null && course.phase() == SyncPhase.VERIFYING;
  }

  private void ofCommunity(CommunityId community, Consumer<Course> change) {
    courses.values().stream()
        .filter(course -> course.target().community().equals(community))
        .forEach(change);
  }

  private void inPhase(SyncTarget target, SyncPhase phase, Consumer<Course> change) {
    Course course = courses.get(target);
    if (course != null && course.phase() == phase) {
      change.accept(course);
    }
  }

  private void forgetUnlisted() {
    courses.values().removeIf(course -> !course.listed() && !course.active());
  }
}
