package org.annals.quota.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.annals.quota.Account;
import org.annals.quota.StorageCap;
import org.annals.quota.storage.CapPreview.Reach;
import org.annals.quota.storage.ChunkRecord.Standing;
import org.junit.jupiter.api.Test;

final class CapPreviewTest {
  private static final Account ALICE = new Account("alice");
  private static final Account BOB = new Account("bob");

  private final List<ChunkRecord> chunks = new ArrayList<>();

  private void chunk(Account account, long window, long bytes, Standing standing) {
    chunks.add(
        new ChunkRecord(account, account.name() + window, new Age(window, 0, 0), bytes, standing));
  }

  private Occupancy occupancy(StorageCap node, Map<Account, StorageCap> caps) {
    Map<Account, Level> levels = new HashMap<>();
    long all = 0;
    for (Account account : List.of(ALICE, BOB)) {
      long used =
          chunks.stream()
              .filter(each -> each.account().equals(account) && each.isHere())
              .mapToLong(ChunkRecord::bytes)
              .sum();
      all += used;
      levels.put(account, new Level(caps.getOrDefault(account, StorageCap.unlimited()), used, 0));
    }
    return new Occupancy(new Level(node, all, 0), levels);
  }

  private Reach preview(long node, Account of, Map<Account, StorageCap> caps) {
    Occupancy now = occupancy(StorageCap.unlimited(), Map.of());
    return Objects.requireNonNull(
        CapPreview.preview(StorageCap.bytes(node), caps, now, chunks).get(of));
  }

  @Test
  void preview_lowered_tellsWhatGoesAndHowFarHistoryReaches() {
    for (long window = 1; window <= 5; window++) {
      chunk(ALICE, window, 10, Standing.HELD);
    }
    assertThat(preview(1_000, ALICE, Map.of(ALICE, StorageCap.bytes(25))))
        .isEqualTo(new Reach(OptionalLong.of(4), false, 3, 30, 0, 0, 0));
  }

  @Test
  void preview_raised_tellsWhatComes() {
    chunk(ALICE, 5, 10, Standing.HELD);
    chunk(ALICE, 4, 10, Standing.ABSENT);
    chunk(ALICE, 3, 10, Standing.ABSENT);
    chunk(ALICE, 2, 10, Standing.ABSENT);
    assertThat(preview(30, ALICE, Map.of()))
        .isEqualTo(new Reach(OptionalLong.of(3), false, 0, 0, 2, 20, 0));
    assertThat(preview(40, ALICE, Map.of()).complete()).isTrue();
  }

  @Test
  void preview_chunkLargerThanTheCap_isSaidAndDoesNotStopTheRest() {
    chunk(ALICE, 5, 100, Standing.ABSENT);
    chunk(ALICE, 4, 10, Standing.ABSENT);
    assertThat(preview(50, ALICE, Map.of()))
        .isEqualTo(new Reach(OptionalLong.of(4), false, 0, 0, 1, 10, 1));
  }

  @Test
  void preview_twoCommunities_shareTheNodesCapByAge() {
    chunk(ALICE, 5, 10, Standing.HELD);
    chunk(ALICE, 2, 10, Standing.HELD);
    chunk(BOB, 4, 10, Standing.HELD);
    chunk(BOB, 3, 10, Standing.HELD);
    assertThat(preview(30, ALICE, Map.of()).going()).isEqualTo(1);
    assertThat(preview(30, BOB, Map.of()).going()).isZero();
    assertThat(preview(1_000, BOB, Map.of(BOB, StorageCap.bytes(10))).reachesTo()).hasValue(4);
  }

  @Property(tries = 500)
  void anyHistoryOfOneCommunity_preview_isWhatEvictingAndFetchingLeadTo(@ForAll Random random) {
    chunks.clear();
    int count = 1 + random.nextInt(12);
    for (int window = 0; window < count; window++) {
      boolean here = random.nextInt(3) > 0;
      chunk(ALICE, window, 1 + random.nextInt(60), here ? Standing.HELD : Standing.ABSENT);
    }
    long cap = random.nextInt(400);
    Reach foreseen = preview(cap, ALICE, Map.of());

    List<ChunkRecord> before = List.copyOf(chunks);
    settle(cap);
    long going = before.stream().filter(each -> each.isHere() && !chunks.contains(each)).count();
    long coming = chunks.stream().filter(each -> each.isHere() && !before.contains(each)).count();
    assertThat(foreseen.going()).isEqualTo((int) going);
    assertThat(foreseen.coming()).isEqualTo((int) coming);
  }

  /**
   * What a node does: back within the cap, then fetch from the newest on until one has no room or
   * was evicted.
   */
  private void settle(long cap) {
    StorageCap node = StorageCap.bytes(cap);
    List<ChunkRecord> wanted = new ArrayList<>(chunks);
    wanted.removeIf(ChunkRecord::isHere);
    wanted.sort(Comparator.comparing(ChunkRecord::age).reversed());
    List<ChunkRecord> evicted =
        new ArrayList<>(FifoEviction.withinCaps(occupancy(node, Map.of()), chunks).evict());
    chunks.removeAll(evicted);
    for (ChunkRecord each : wanted) {
      if (each.bytes() > cap) {
        continue;
      }
      FifoEviction.Plan plan =
          FifoEviction.forNeed(
              occupancy(node, Map.of()), chunks, Need.of(ALICE, each.bytes(), each.age()));
      if (!plan.suffices() || evicted.stream().anyMatch(e -> each.age().isOlderThan(e.age()))) {
        return;
      }
      evicted.addAll(plan.evict());
      chunks.removeAll(plan.evict());
      chunks.remove(each);
      chunks.add(
          new ChunkRecord(ALICE, each.chunk() + "!", each.age(), each.bytes(), Standing.HELD));
    }
  }
}
