package org.annals.quota.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.annals.quota.Account;
import org.annals.quota.StorageCap;
import org.annals.quota.storage.ChunkRecord.Standing;
import org.junit.jupiter.api.Test;

final class FifoEvictionTest {
  private static final Account ALICE = new Account("alice");
  private static final Account BOB = new Account("bob");

  private static final List<Standing> STANDINGS = List.of(Standing.values());

  private final List<ChunkRecord> chunks = new ArrayList<>();

  private void chunk(Account account, long window, long bytes, Standing standing) {
    String name = account.name() + window + standing;
    chunks.add(new ChunkRecord(account, name, new Age(window, 0, 0), bytes, standing));
  }

  private Occupancy occupancy(long node, Map<Account, Long> caps) {
    Map<Account, Level> levels = new HashMap<>();
    long all = 0;
    for (Account account : List.of(ALICE, BOB)) {
      long used =
          chunks.stream()
              .filter(each -> each.account().equals(account) && each.isHere())
              .mapToLong(ChunkRecord::bytes)
              .sum();
      all += used;
      Optional<Long> cap = Optional.ofNullable(caps.get(account));
      levels.put(
          account, new Level(cap.map(StorageCap::bytes).orElse(StorageCap.unlimited()), used, 0));
    }
    return new Occupancy(new Level(StorageCap.bytes(node), all, 0), levels);
  }

  private static List<Long> windows(FifoEviction.Plan plan) {
    return plan.evict().stream().map(each -> each.age().window()).toList();
  }

  private static Need need(long bytes, long window) {
    return Need.of(ALICE, bytes, new Age(window, 0, 0));
  }

  @Test
  void withinCaps_capLowered_takesTheOldestWindowsFirst() {
    chunk(ALICE, 3, 10, Standing.HELD);
    chunk(ALICE, 1, 10, Standing.HELD);
    chunk(ALICE, 2, 10, Standing.HELD);
    FifoEviction.Plan plan = FifoEviction.withinCaps(occupancy(100, Map.of(ALICE, 15L)), chunks);
    assertThat(windows(plan)).containsExactly(1L, 2L);
    assertThat(plan.suffices()).isTrue();
  }

  @Test
  void withinCaps_nothingOver_takesNothing() {
    chunk(ALICE, 1, 10, Standing.REMOVED);
    assertThat(FifoEviction.withinCaps(occupancy(10, Map.of()), chunks).evict()).isEmpty();
  }

  @Test
  void withinCaps_removedButKept_goFirst() {
    chunk(ALICE, 1, 10, Standing.HELD);
    chunk(ALICE, 9, 10, Standing.REMOVED);
    assertThat(windows(FifoEviction.withinCaps(occupancy(10, Map.of()), chunks)))
        .containsExactly(9L);
  }

  @Test
  void withinCaps_pinned_neverGo() {
    chunk(ALICE, 1, 10, Standing.PINNED);
    chunk(ALICE, 2, 10, Standing.HELD);
    FifoEviction.Plan plan = FifoEviction.withinCaps(occupancy(5, Map.of()), chunks);
    assertThat(windows(plan)).containsExactly(2L);
    assertThat(plan.missing()).isEqualTo(5);
  }

  @Test
  void withinCaps_bothCapsPassed_startsInTheCommunityOverItsCap() {
    chunk(ALICE, 5, 10, Standing.HELD);
    chunk(ALICE, 6, 10, Standing.HELD);
    chunk(BOB, 1, 10, Standing.HELD);
    FifoEviction.Plan plan = FifoEviction.withinCaps(occupancy(20, Map.of(ALICE, 10L)), chunks);
    assertThat(windows(plan)).containsExactly(5L);
  }

  @Test
  void withinCaps_nodeCapAlone_takesTheOldestOfAll() {
    chunk(ALICE, 5, 10, Standing.HELD);
    chunk(BOB, 1, 10, Standing.HELD);
    chunk(BOB, 6, 10, Standing.HELD);
    assertThat(windows(FifoEviction.withinCaps(occupancy(15, Map.of()), chunks)))
        .containsExactly(1L, 5L);
  }

  @Test
  void forNeed_newer_evictsTheOldestOnly() {
    chunk(ALICE, 1, 10, Standing.HELD);
    chunk(ALICE, 2, 10, Standing.HELD);
    FifoEviction.Plan plan =
        FifoEviction.forNeed(occupancy(100, Map.of(ALICE, 20L)), chunks, need(7, 3));
    assertThat(windows(plan)).containsExactly(1L);
    assertThat(plan.suffices()).isTrue();
  }

  @Test
  void forNeed_older_neverEvictsANewer() {
    chunk(ALICE, 2, 10, Standing.HELD);
    chunk(ALICE, 3, 10, Standing.HELD);
    FifoEviction.Plan plan =
        FifoEviction.forNeed(occupancy(100, Map.of(ALICE, 20L)), chunks, need(5, 1));
    assertThat(plan.evict()).isEmpty();
    assertThat(plan.missing()).isEqualTo(5);
  }

  @Test
  void forNeed_evenAllOlderNotEnough_evictsNothing() {
    chunk(ALICE, 1, 10, Standing.HELD);
    chunk(ALICE, 5, 30, Standing.HELD);
    FifoEviction.Plan plan =
        FifoEviction.forNeed(occupancy(100, Map.of(ALICE, 40L)), chunks, need(11, 3));
    assertThat(plan.evict()).isEmpty();
    assertThat(plan.missing()).isEqualTo(1);
  }

  @Test
  void forNeed_replacement_takesTheRemovedOneInItsPlace() {
    chunk(ALICE, 4, 10, Standing.REMOVED);
    chunk(ALICE, 1, 10, Standing.HELD);
    FifoEviction.Plan plan =
        FifoEviction.forNeed(
            occupancy(100, Map.of(ALICE, 20L)), chunks, Need.of(ALICE, 10, new Age(4, 0, 1)));
    assertThat(windows(plan)).containsExactly(4L);
  }

  @Test
  void forNeed_nodeFull_takesTheOldestOfAnotherCommunity() {
    chunk(ALICE, 5, 10, Standing.HELD);
    chunk(BOB, 1, 10, Standing.HELD);
    FifoEviction.Plan plan =
        FifoEviction.forNeed(occupancy(20, Map.of(ALICE, 100L)), chunks, need(5, 7));
    assertThat(windows(plan)).containsExactly(1L);
    assertThat(plan.evict().get(0).account()).isEqualTo(BOB);
  }

  @Property(tries = 300)
  void anyState_answer_doesNotDependOnTheOrderOfTheInput(@ForAll Random random) {
    chunks.clear();
    for (int i = 0; i < 12; i++) {
      Account account = random.nextBoolean() ? ALICE : BOB;
      Standing standing = STANDINGS.get(random.nextInt(STANDINGS.size()));
      chunks.add(
          new ChunkRecord(
              account,
              "c" + i,
              new Age(random.nextInt(6), random.nextInt(2), random.nextInt(2)),
              random.nextInt(50),
              standing));
    }
    Occupancy now = occupancy(random.nextInt(300), Map.of(ALICE, (long) random.nextInt(200)));
    Need need = need(random.nextInt(80), random.nextInt(6));
    FifoEviction.Plan plan = FifoEviction.forNeed(now, chunks, need);
    Collections.shuffle(chunks, random);
    assertThat(FifoEviction.forNeed(now, chunks, need)).isEqualTo(plan);
  }
}
