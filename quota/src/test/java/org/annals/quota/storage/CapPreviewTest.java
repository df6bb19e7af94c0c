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
import java.util.function.LongPredicate;
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

  private static final long MIB = 1L << 20;

  private final List<ChunkRecord> chunks = new ArrayList<>();

  private void chunk(Account account, long window, long bytes, Standing standing) {
    chunk(account, window, bytes, 0, standing);
  }

  private void chunk(Account account, long window, long bytes, long text, Standing standing) {
    chunks.add(
        new ChunkRecord(
            account, account.name() + window, new Age(window, 0, 0), bytes, text, standing));
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
        CapPreview.preview(new Caps(StorageCap.bytes(node), caps), now, chunks).get(of));
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
    chunk(ALICE, 5, 10 * MIB, Standing.HELD);
    chunk(ALICE, 4, 10 * MIB, Standing.ABSENT);
    chunk(ALICE, 3, 10 * MIB, Standing.ABSENT);
    chunk(ALICE, 2, 10 * MIB, Standing.ABSENT);
    assertThat(preview(45 * MIB, ALICE, Map.of()))
        .isEqualTo(new Reach(OptionalLong.of(3), false, 0, 0, 2, 20 * MIB, 0));
    assertThat(preview(60 * MIB, ALICE, Map.of()).complete()).isTrue();
  }

  @Test
  void preview_chunkLargerThanTheCap_isSaidAndDoesNotStopTheRest() {
    chunk(ALICE, 5, 100 * MIB, Standing.ABSENT);
    chunk(ALICE, 4, 10 * MIB, Standing.ABSENT);
    assertThat(preview(50 * MIB, ALICE, Map.of()))
        .isEqualTo(new Reach(OptionalLong.of(4), false, 0, 0, 1, 10 * MIB, 1));
  }

  @Test
  void preview_whatImportsNeed_isKeptFree() {
    long text = 3 * MIB;
    chunk(ALICE, 4, 10 * MIB, text, Standing.ABSENT);
    chunk(ALICE, 3, 10 * MIB, Standing.ABSENT);
    long first = 4 * FetchNeed.bytes(10 * MIB, text) / 3;
    assertThat(preview(first - 2, ALICE, Map.of()).reachesTo()).isEmpty();
    assertThat(preview(first + 2, ALICE, Map.of()).reachesTo()).hasValue(4);
    long scattered = FetchNeed.scattered(text);
    long second = 4 * (10 * MIB + text + scattered + FetchNeed.bytes(10 * MIB, 0)) / 3;
    assertThat(preview(second - 2, ALICE, Map.of()).reachesTo()).hasValue(4);
    assertThat(preview(second + 2, ALICE, Map.of()).reachesTo()).hasValue(3);
    // An own cap that is smaller keeps less free; without any cap of the node it is 32 MiB at most.
    assertThat(preview(400 * MIB, ALICE, Map.of(ALICE, StorageCap.bytes(second + 2))).reachesTo())
        .hasValue(3);
  }

  @Test
  void preview_newerOneComes_olderOnesGoUnlessTheyFitBesideWhatIsKeptFree() {
    chunk(ALICE, 5, 10 * MIB, Standing.ABSENT);
    chunk(ALICE, 4, 10 * MIB, Standing.HELD);
    chunk(ALICE, 3, 10 * MIB, Standing.HELD);
    assertThat(preview(32 * MIB, ALICE, Map.of()))
        .isEqualTo(new Reach(OptionalLong.of(4), false, 1, 10 * MIB, 1, 10 * MIB, 0));
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

  /** History as it is as a rule: the newest is here, the rest is not. */
  @Property(tries = 500)
  void newestIsHere_preview_isWhatEvictingAndFetchingLeadTo(@ForAll Random random) {
    int count = 1 + random.nextInt(12);
    int firstHeld = random.nextInt(count + 1);
    randomHistory(random, count, window -> window >= firstHeld);
    long cap = random.nextInt(600) * MIB / 4;
    Reach foreseen = preview(cap, ALICE, Map.of());
    List<ChunkRecord> before = List.copyOf(chunks);
    settle(cap);
    assertThat(foreseen.going()).isEqualTo((int) before.stream().filter(this::hasGone).count());
    assertThat(foreseen.coming()).isEqualTo((int) before.stream().filter(this::hasCome).count());
  }

  /**
   * Where newer ones come, older ones may go for what imports take: then more may stay than said.
   */
  @Property(tries = 500)
  void anyHistory_preview_isAPromiseThatIsKept(@ForAll Random random) {
    randomHistory(random, 1 + random.nextInt(12), window -> random.nextInt(3) > 0);
    long cap = random.nextInt(600) * MIB / 4;
    Reach foreseen = preview(cap, ALICE, Map.of());
    List<ChunkRecord> before = List.copyOf(chunks);
    settle(cap);
    assertThat(foreseen.going())
        .isGreaterThanOrEqualTo((int) before.stream().filter(this::hasGone).count());
    assertThat(foreseen.coming())
        .isLessThanOrEqualTo((int) before.stream().filter(this::hasCome).count());
    foreseen
        .reachesTo()
        .ifPresent(
            window ->
                assertThat(chunks)
                    .filteredOn(each -> each.age().window() >= window && each.bytes() < cap / 2)
                    .allMatch(ChunkRecord::isHere));
  }

  private void randomHistory(Random random, int count, LongPredicate here) {
    chunks.clear();
    for (int window = 0; window < count; window++) {
      long bytes = (1 + random.nextInt(80)) * MIB / 4;
      boolean held = here.test(window);
      long text = held ? 0 : random.nextInt(4) * MIB / 8;
      chunk(ALICE, window, bytes, text, held ? Standing.HELD : Standing.ABSENT);
    }
  }

  private ChunkRecord after(ChunkRecord before) {
    return chunks.stream()
        .filter(each -> each.chunk().equals(before.chunk()))
        .findAny()
        .orElseThrow();
  }

  private boolean hasGone(ChunkRecord before) {
    return before.isHere() && !after(before).isHere();
  }

  private boolean hasCome(ChunkRecord before) {
    return !before.isHere() && after(before).isHere();
  }

  /**
   * What a node does: back within the cap, then fetch from the newest on until one has no room or
   * was evicted. Texts, and what imports leave scattered, become part of what is here.
   */
  private void settle(long cap) {
    StorageCap node = StorageCap.bytes(cap);
    Caps caps = new Caps(node, Map.of());
    List<ChunkRecord> wanted =
        chunks.stream()
            .filter(each -> !each.isHere())
            .sorted(Comparator.comparing(ChunkRecord::age).reversed())
            .toList();
    List<ChunkRecord> evicted = new ArrayList<>();
    long headroom = FetchNeed.headroom(caps, ALICE);
    long scattered = 0;
    evict(FifoEviction.withinCaps(occupancy(node, Map.of()), chunks), evicted);
    for (ChunkRecord each : wanted) {
      long bytes = FetchNeed.bytes(each.bytes(), each.text());
      if (bytes > cap) {
        continue;
      }
      Need need = Need.of(ALICE, bytes, each.age());
      Need beside = Need.of(ALICE, bytes + headroom, each.age());
      Occupancy now = occupancy(node, Map.of());
      if (!FifoEviction.forNeed(now, chunks, beside).suffices()
          || evicted.stream().anyMatch(gone -> each.age().isOlderThan(gone.age()))) {
        return;
      }
      evict(FifoEviction.forNeed(now, chunks, need), evicted);
      long left = Math.min(headroom - scattered, FetchNeed.scattered(each.text()));
      scattered += left;
      put(each, each.bytes() + each.text() + left, Standing.HELD);
    }
  }

  private void evict(FifoEviction.Plan plan, List<ChunkRecord> evicted) {
    evicted.addAll(plan.evict());
    plan.evict().forEach(each -> put(each, each.bytes(), Standing.ABSENT));
  }

  private void put(ChunkRecord old, long bytes, Standing standing) {
    chunks.remove(old);
    chunks.add(new ChunkRecord(ALICE, old.chunk(), old.age(), bytes, standing));
  }
}
