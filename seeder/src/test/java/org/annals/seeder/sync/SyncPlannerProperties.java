package org.annals.seeder.sync;

import static org.annals.seeder.sync.SyncFixtures.chunk;
import static org.annals.seeder.sync.SyncFixtures.community;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.annals.seeder.ArchiveTransport.FetchFailure;

/** A made-up world of peers on a virtual clock; the planner's promises are checked at each step. */
final class SyncPlannerProperties {
  private static final SyncSettings SETTINGS =
      new SyncSettings(
          3,
          7,
          Duration.ofSeconds(2),
          Duration.ofSeconds(20),
          Duration.ofSeconds(5),
          Duration.ofSeconds(80),
          Duration.ofSeconds(15));
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  @Property(tries = 200)
  void anyWorld_everyReachableChunkIsAdopted_andEveryPromiseIsKept(@ForAll long seed) {
    World world = new World(seed);
    for (int second = 0; second < 4_000 && !world.complete(); second++) {
      world.step();
    }
    assertThat(world.complete()).as("all reachable chunks are held").isTrue();
  }

  @Property(tries = 20)
  void sameWorld_givesTheSameActions(@ForAll long seed) {
    World one = new World(seed);
    World two = new World(seed);
    for (int second = 0; second < 300; second++) {
      assertThat(one.step()).isEqualTo(two.step());
    }
  }

  private static final class World {
    private final SplittableRandom random;
    private final SyncPlanner planner;
    private final Map<SyncTarget, Holding> ledger = new HashMap<>();
    private final Map<SyncTarget, Integer> reachableFrom = new HashMap<>();
    private final Map<SyncTarget, Long> have = new HashMap<>();
    private final Set<SyncTarget> fetching = new HashSet<>();
    private final Set<SyncTarget> refused = new HashSet<>();
    private int second;
    private long now;

    World(long seed) {
      random = new SplittableRandom(seed);
      planner = new SyncPlanner(SETTINGS, random.split(), FetchRoom.ENDLESS);
      now = random.nextLong();
      int chunks = 1 + random.nextInt(40);
      for (int i = 0; i < chunks; i++) {
        SyncTarget target = chunk(community(1 + i % 3), i / 3);
        boolean settled = random.nextInt(10) == 0;
        Holding[] holdings = Holding.values();
        ledger.put(target, settled ? holdings[random.nextInt(holdings.length)] : Holding.ABSENT);
        // A third can never be reached: nobody has them.
        reachableFrom.put(target, i % 3 == 0 ? Integer.MAX_VALUE : random.nextInt(200));
      }
      list();
    }

    boolean complete() {
      return ledger.entrySet().stream()
          .noneMatch(
              e ->
                  e.getValue() == Holding.ABSENT
                      && !refused.contains(e.getKey())
                      && reachableFrom.getOrDefault(e.getKey(), 0) != Integer.MAX_VALUE
                      && !isBehindEvicted(e.getKey()));
    }

    private boolean isBehindEvicted(SyncTarget target) {
      return ledger.entrySet().stream()
          .filter(e -> e.getValue() == Holding.EVICTED)
          .filter(e -> e.getKey().community().equals(target.community()))
          .anyMatch(e -> SyncTarget.NEWEST_FIRST.compare(e.getKey(), target) < 0);
    }

    List<SyncAction> step() {
      second++;
      now += SECOND;
      for (SyncTarget target : new ArrayList<>(fetching)) {
        move(target);
      }
      if (random.nextInt(20) == 0) {
        list();
      }
      List<SyncAction> actions = planner.plan(now);
      actions.forEach(this::carryOut);
      assertThat(fetching).hasSizeLessThanOrEqualTo(SETTINGS.maxActive());
      assertThat(planner.fetching()).containsExactlyInAnyOrderElementsOf(fetching);
      return actions;
    }

    private void move(SyncTarget target) {
      if (second < reachableFrom.getOrDefault(target, 0)) {
        return;
      }
      switch (random.nextInt(12)) {
        case 0 -> fail(target, new FetchFailure.Disk("EIO"));
        case 1 -> fail(target, new FetchFailure.NoRoom("full"));
        case 2 -> {
          // A peer that pauses.
        }
        default -> {
          long more = Math.min(target.size(), have.getOrDefault(target, 0L) + random.nextInt(60));
          have.put(target, more);
          planner.progress(target, more, now);
          if (more == target.size()) {
            complete(target);
          }
        }
      }
    }

    private void complete(SyncTarget target) {
      fetching.remove(target);
      planner.fetched(target);
      switch (random.nextInt(10)) {
        case 0 -> planner.troubled(target, "no handle", now);
        case 1 -> {
          refused.add(target);
          planner.rejected(target, "bad signature");
        }
        default -> {
          ledger.put(target, Holding.HELD);
          planner.adopted(target);
        }
      }
    }

    private void fail(SyncTarget target, FetchFailure failure) {
      fetching.remove(target);
      planner.failed(target, failure, now);
    }

    private void carryOut(SyncAction action) {
      if (action instanceof SyncAction.Fetch fetch) {
        assertThat(ledger.get(fetch.target())).isEqualTo(Holding.ABSENT);
        assertThat(refused).doesNotContain(fetch.target());
        assertThat(fetching.add(fetch.target())).as("not fetched twice").isTrue();
        assertNothingNewerIsReady(fetch.target());
      } else if (action instanceof SyncAction.Stop stop) {
        assertThat(fetching.remove(stop.target())).isTrue();
        planner.stopped(stop.target());
      }
    }

    /** A newer chunk that waits has a reason to: a pause, or a community that rests. */
    private void assertNothingNewerIsReady(SyncTarget begun) {
      assertThat(planner.statuses(now))
          .filteredOn(s -> SyncTarget.NEWEST_FIRST.compare(s.target(), begun) < 0)
          .filteredOn(s -> s.phase() == SyncPhase.WAITING && s.failures() == 0)
          .filteredOn(s -> s.target().community().equals(begun.community()))
          .isEmpty();
    }

    private void list() {
      planner.update(
          ledger.entrySet().stream().map(e -> new Listed(e.getKey(), e.getValue())).toList());
    }
  }
}
