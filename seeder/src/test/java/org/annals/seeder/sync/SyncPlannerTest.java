package org.annals.seeder.sync;

import static org.annals.seeder.sync.SyncFixtures.ALICE;
import static org.annals.seeder.sync.SyncFixtures.BOB;
import static org.annals.seeder.sync.SyncFixtures.chunk;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.annals.seeder.ArchiveTransport.FetchFailure;
import org.junit.jupiter.api.Test;

final class SyncPlannerTest {
  private static final SyncSettings SETTINGS = SyncSettings.DEFAULT;

  private final SyncPlanner planner =
      new SyncPlanner(SETTINGS, new SplittableRandom(7), FetchRoom.ENDLESS);
  // Begins just below the ticker's overflow, which must not matter.
  private long now = Long.MAX_VALUE - Duration.ofSeconds(3).toNanos();

  @Test
  void plan_manyAbsent_fetchesTheFourNewestNewestFirst() {
    list(absent(10));
    assertThat(fetches()).containsExactly(9, 8, 7, 6);
    assertThat(fetches()).isEmpty();
  }

  @Test
  void plan_oneDone_fetchesTheNextNewest() {
    list(absent(10));
    fetches();
    finish(7);
    assertThat(fetches()).containsExactly(5);
  }

  @Test
  void plan_partsOfOneWindow_newestPartFirst() {
    planner.update(
        List.of(
            new Listed(chunk(ALICE, 3, 0), Holding.ABSENT),
            new Listed(chunk(ALICE, 3, 1), Holding.ABSENT),
            new Listed(chunk(BOB, 4, 0), Holding.ABSENT)));
    assertThat(planner.plan(now))
        .extracting(SyncAction::target)
        .containsExactly(chunk(BOB, 4, 0), chunk(ALICE, 3, 1), chunk(ALICE, 3, 0));
  }

  @Test
  void plan_heldEvictedRemovedUnsupported_isNeverFetched() {
    List<Listed> listed = new ArrayList<>();
    Holding[] holdings = Holding.values();
    for (int i = 0; i < holdings.length; i++) {
      // The one to be fetched is the newest: nothing is fetched behind an evicted one.
      listed.add(new Listed(chunk(ALICE, holdings.length - i), holdings[i]));
    }
    planner.update(listed);
    assertThat(planner.plan(now))
        .hasSize(1)
        .allMatch(a -> a.target().equals(chunk(ALICE, holdings.length)));
    planner.retryAll(ALICE);
    assertThat(planner.plan(now)).isEmpty();
  }

  @Test
  void plan_stuckFetches_makeRoomForOlderOnes() {
    list(absent(10));
    fetches();
    pass(SETTINGS.stuckAfter());
    assertThat(fetches()).containsExactly(5, 4, 3, 2);
    assertThat(phase(9)).isEqualTo(SyncPhase.FETCHING);
  }

  @Test
  void plan_stuckFetchProgressesAgain_takesItsSlotBack() {
    list(absent(10));
    fetches();
    pass(SETTINGS.stuckAfter());
    for (int window = 6; window <= 9; window++) {
      planner.progress(chunk(ALICE, window), 50, now);
    }
    assertThat(fetches()).isEmpty();
  }

  @Test
  void plan_noProgressForLong_stopsAndPauses() {
    list(absent(1));
    fetches();
    pass(SETTINGS.giveUpAfter());
    assertThat(planner.plan(now)).containsExactly(new SyncAction.Stop(chunk(ALICE, 0)));
    assertThat(planner.plan(now)).isEmpty();
    planner.stopped(chunk(ALICE, 0));
    SyncStatus status = planner.statuses(now).get(0);
    assertThat(status.phase()).isEqualTo(SyncPhase.WAITING);
    assertThat(status.cause()).contains("no new bytes for 60 s");
    assertThat(status.nextTry().orElseThrow())
        .isBetween(SETTINGS.firstPause().dividedBy(2), SETTINGS.firstPause());
    assertThat(planner.plan(now)).isEmpty();
    pass(SETTINGS.firstPause());
    assertThat(fetches()).containsExactly(0);
  }

  @Test
  void plan_placesFull_givesTheLongestStuckUp() {
    list(absent(SETTINGS.maxActive() + 4));
    for (int round = 0; round < SETTINGS.maxActive() / SETTINGS.slots(); round++) {
      assertThat(fetches()).hasSize(SETTINGS.slots());
      pass(SETTINGS.stuckAfter());
    }
    int newest = SETTINGS.maxActive() + 3;
    assertThat(planner.plan(now)).containsExactly(new SyncAction.Stop(chunk(ALICE, newest)));
    planner.stopped(chunk(ALICE, newest));
    // There is one place for the next, and one more stuck fetch makes way for the one after.
    assertThat(planner.plan(now))
        .containsExactly(
            new SyncAction.Fetch(chunk(ALICE, 3)), new SyncAction.Stop(chunk(ALICE, newest - 1)));
  }

  @Test
  void failed_againAndAgain_doublesThePauseUpToTheBound() {
    list(absent(1));
    List<Duration> pauses = new ArrayList<>();
    for (int attempt = 1; attempt <= 12; attempt++) {
      assertThat(fetches()).containsExactly(0);
      planner.failed(chunk(ALICE, 0), new FetchFailure.Disk("EIO"), now);
      Duration pause = planner.statuses(now).get(0).nextTry().orElseThrow();
      Duration longest = planner.longestPauseAfter(attempt);
      assertThat(pause).isBetween(longest.dividedBy(2), longest);
      pauses.add(longest);
      pass(pause.minusNanos(1));
      assertThat(fetches()).isEmpty();
      pass(Duration.ofNanos(1));
    }
    assertThat(pauses.get(0)).isEqualTo(SETTINGS.firstPause());
    assertThat(pauses.get(1)).isEqualTo(SETTINGS.firstPause().multipliedBy(2));
    assertThat(pauses.get(11)).isEqualTo(SETTINGS.longestPause());
  }

  @Test
  void failed_afterNewBytes_startsTheCountAnew() {
    list(absent(1));
    for (int attempt = 0; attempt < 5; attempt++) {
      fetches();
      // What was on disk before is no gain.
      planner.progress(chunk(ALICE, 0), 10, now);
      planner.failed(chunk(ALICE, 0), new FetchFailure.Disk("EIO"), now);
      pass(SETTINGS.longestPause());
    }
    assertThat(planner.statuses(now).get(0).failures()).isEqualTo(5);
    fetches();
    planner.progress(chunk(ALICE, 0), 10, now);
    planner.progress(chunk(ALICE, 0), 20, now);
    planner.failed(chunk(ALICE, 0), new FetchFailure.Disk("EIO"), now);
    assertThat(planner.statuses(now).get(0).failures()).isEqualTo(1);
  }

  @Test
  void failed_rejected_isTriedAgainOnlyByHand() {
    list(absent(2));
    fetches();
    planner.failed(chunk(ALICE, 1), new FetchFailure.Rejected("another name"), now);
    pass(Duration.ofDays(30));
    planner.peersFound(ALICE);
    list(absent(2));
    finish(0);
    assertThat(fetches()).isEmpty();
    assertThat(planner.statuses(now).get(0).cause()).contains("another name");
    planner.retry(chunk(ALICE, 1));
    assertThat(fetches()).containsExactly(1);
  }

  @Test
  void failed_noRoom_nothingOlderOfItsCommunityIsFetched() {
    planner.update(
        List.of(
            new Listed(chunk(ALICE, 9), Holding.ABSENT),
            new Listed(chunk(ALICE, 8), Holding.ABSENT),
            new Listed(chunk(ALICE, 7), Holding.ABSENT),
            new Listed(chunk(BOB, 1), Holding.ABSENT)));
    SyncPlanner two = planner;
    assertThat(two.plan(now)).hasSize(4);
    two.failed(chunk(ALICE, 9), new FetchFailure.NoRoom("cap reached"), now);
    two.failed(chunk(BOB, 1), new FetchFailure.Disk("EIO"), now);
    pass(SETTINGS.noRoomPause().dividedBy(2).minusNanos(1));
    assertThat(two.plan(now)).extracting(SyncAction::target).containsExactly(chunk(BOB, 1));
    two.roomFound();
    assertThat(two.plan(now)).extracting(SyncAction::target).containsExactly(chunk(ALICE, 9));
  }

  private SyncPlanner asking(Function<SyncTarget, FetchRoom.Answer> room) {
    return new SyncPlanner(SETTINGS, new SplittableRandom(3), underWay -> room::apply);
  }

  @Test
  void plan_full_stopsAtTheFirstThatDoesNotFit() {
    SyncPlanner capped =
        asking(
            target ->
                target.equals(chunk(ALICE, 1))
                    ? new FetchRoom.Answer.Full("full")
                    : new FetchRoom.Answer.Fits());
    capped.update(absent(3));
    assertThat(capped.plan(now)).extracting(SyncAction::target).containsExactly(chunk(ALICE, 2));
    assertThat(capped.statuses(now))
        .extracting(SyncStatus::phase)
        .containsExactly(SyncPhase.FETCHING, SyncPhase.NO_ROOM, SyncPhase.WAITING);
    assertThat(capped.statuses(now).get(1).cause()).contains("full");
  }

  @Test
  void plan_full_isAskedAgainAfterAWhile() {
    boolean[] full = {true};
    SyncPlanner capped =
        asking(target -> full[0] ? new FetchRoom.Answer.Full("full") : new FetchRoom.Answer.Fits());
    capped.update(absent(1));
    assertThat(capped.plan(now)).isEmpty();
    full[0] = false;
    assertThat(capped.plan(now)).isEmpty();
    pass(SETTINGS.noRoomPause());
    assertThat(capped.plan(now)).hasSize(1);
  }

  @Test
  void plan_tooLarge_isPassedOver() {
    SyncPlanner capped =
        asking(
            target ->
                target.equals(chunk(ALICE, 2))
                    ? new FetchRoom.Answer.TooLarge("larger than the cap")
                    : new FetchRoom.Answer.Fits());
    capped.update(absent(3));
    assertThat(capped.plan(now))
        .extracting(SyncAction::target)
        .containsExactly(chunk(ALICE, 1), chunk(ALICE, 0));
  }

  @Test
  void plan_evicted_closesHistoryBehindIt() {
    planner.update(
        List.of(
            new Listed(chunk(ALICE, 9), Holding.ABSENT),
            new Listed(chunk(ALICE, 8), Holding.EVICTED),
            new Listed(chunk(ALICE, 7), Holding.ABSENT),
            new Listed(chunk(BOB, 1), Holding.ABSENT)));
    assertThat(planner.plan(now))
        .extracting(SyncAction::target)
        .containsExactly(chunk(ALICE, 9), chunk(BOB, 1));
  }

  @Test
  void evictedWhileOlderIsFetched_olderIsStopped() {
    list(absent(3));
    fetches();
    planner.update(
        List.of(
            new Listed(chunk(ALICE, 2), Holding.ABSENT),
            new Listed(chunk(ALICE, 1), Holding.EVICTED),
            new Listed(chunk(ALICE, 0), Holding.ABSENT)));
    assertThat(planner.plan(now))
        .containsExactlyInAnyOrder(
            new SyncAction.Stop(chunk(ALICE, 1)), new SyncAction.Stop(chunk(ALICE, 0)));
    planner.stopped(chunk(ALICE, 0));
    assertThat(planner.plan(now)).isEmpty();
  }

  @Test
  void pause_nothingBegins_resume_endsAllPauses() {
    list(absent(2));
    fetches();
    planner.failed(chunk(ALICE, 1), new FetchFailure.Disk("EIO"), now);
    planner.pause();
    pass(SETTINGS.longestPause());
    assertThat(planner.plan(now)).noneMatch(each -> each instanceof SyncAction.Fetch);
    planner.resume();
    assertThat(planner.plan(now))
        .filteredOn(each -> each instanceof SyncAction.Fetch)
        .extracting(SyncAction::target)
        .contains(chunk(ALICE, 1));
  }

  @Test
  void update_targetVanishesWhileFetched_isStoppedAndForgotten() {
    list(absent(3));
    fetches();
    list(absent(2));
    assertThat(planner.plan(now)).containsExactly(new SyncAction.Stop(chunk(ALICE, 2)));
    planner.stopped(chunk(ALICE, 2));
    assertThat(planner.statuses(now)).hasSize(2);
  }

  @Test
  void update_targetRemovedWhileFetched_isStoppedAndSettled() {
    list(absent(1));
    fetches();
    planner.update(List.of(new Listed(chunk(ALICE, 0), Holding.REMOVED)));
    assertThat(planner.plan(now)).containsExactly(new SyncAction.Stop(chunk(ALICE, 0)));
    planner.stopped(chunk(ALICE, 0));
    pass(SETTINGS.longestPause());
    assertThat(planner.plan(now)).isEmpty();
    assertThat(phase(0)).isEqualTo(SyncPhase.SETTLED);
  }

  @Test
  void update_heldByOtherMeansWhileFetched_isNotStopped() {
    list(absent(1));
    fetches();
    planner.update(List.of(new Listed(chunk(ALICE, 0), Holding.HELD)));
    assertThat(planner.plan(now)).isEmpty();
    assertThat(phase(0)).isEqualTo(SyncPhase.SETTLED);
  }

  @Test
  void update_heldBecomesAbsent_isFetchedAgain() {
    planner.update(List.of(new Listed(chunk(ALICE, 0), Holding.HELD)));
    assertThat(fetches()).isEmpty();
    list(absent(1));
    assertThat(fetches()).containsExactly(0);
  }

  @Test
  void plan_oneInfoHashInTwoCommunities_isFetchedOnceAtATime() {
    SyncTarget first = chunk(ALICE, 5);
    SyncTarget same =
        new SyncTarget(BOB, first.position(), first.chunk(), first.infoHash(), first.size());
    planner.update(List.of(new Listed(first, Holding.ABSENT), new Listed(same, Holding.ABSENT)));
    assertThat(planner.plan(now)).hasSize(1);
    assertThat(planner.plan(now)).isEmpty();
  }

  @Test
  void verifying_takesNoSlotButAPlace() {
    SyncSettings narrow =
        new SyncSettings(
            1,
            2,
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10));
    SyncPlanner small = new SyncPlanner(narrow, new SplittableRandom(1), FetchRoom.ENDLESS);
    small.update(absent(3));
    assertThat(small.plan(now)).hasSize(1);
    small.fetched(chunk(ALICE, 2));
    assertThat(small.plan(now)).hasSize(1);
    small.fetched(chunk(ALICE, 1));
    assertThat(small.plan(now)).isEmpty();
    small.adopted(chunk(ALICE, 2));
    assertThat(small.plan(now)).hasSize(1);
  }

  @Test
  void rejected_afterVerification_waitsForAHand() {
    list(absent(1));
    fetches();
    planner.fetched(chunk(ALICE, 0));
    planner.rejected(chunk(ALICE, 0), "bad signature");
    pass(Duration.ofDays(1));
    assertThat(fetches()).isEmpty();
    assertThat(phase(0)).isEqualTo(SyncPhase.REFUSED);
  }

  @Test
  void troubled_afterVerification_isTriedAgain() {
    list(absent(1));
    fetches();
    planner.fetched(chunk(ALICE, 0));
    planner.troubled(chunk(ALICE, 0), "disk full", now);
    assertThat(fetches()).isEmpty();
    pass(SETTINGS.firstPause());
    assertThat(fetches()).containsExactly(0);
  }

  @Test
  void events_ofUnknownTargets_areIgnored() {
    SyncTarget unknown = chunk(BOB, 3);
    planner.progress(unknown, 1, now);
    planner.fetched(unknown);
    planner.adopted(unknown);
    planner.rejected(unknown, "");
    planner.troubled(unknown, "", now);
    planner.failed(unknown, new FetchFailure.Disk(""), now);
    planner.stopped(unknown);
    planner.retry(unknown);
    assertThat(planner.statuses(now)).isEmpty();
  }

  @Test
  void update_inAnyOrder_plansTheSame() {
    List<Listed> listed = new ArrayList<>(absent(30));
    Collections.shuffle(listed, new java.util.Random(3));
    planner.update(listed);
    assertThat(fetches()).containsExactly(29, 28, 27, 26);
  }

  private static List<Listed> absent(int windows) {
    return IntStream.range(0, windows)
        .mapToObj(window -> new Listed(chunk(ALICE, window), Holding.ABSENT))
        .toList();
  }

  private void list(List<Listed> listed) {
    planner.update(listed);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private void finish(int window) {
    planner.fetched(chunk(ALICE, window));
    planner.adopted(chunk(ALICE, window));
  }

  private SyncPhase phase(int window) {
    return planner.statuses(now).stream()
        .filter(s -> s.target().equals(chunk(ALICE, window)))
        .findFirst()
        .orElseThrow()
        .phase();
  }

  private List<Integer> fetches() {
    List<SyncAction> actions = planner.plan(now);
    assertThat(actions).allMatch(action -> action instanceof SyncAction.Fetch);
    return actions.stream()
        .map(action -> (int) action.target().position().window().index())
        .toList();
  }
}
