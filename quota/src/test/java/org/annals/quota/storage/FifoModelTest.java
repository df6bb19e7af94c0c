package org.annals.quota.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.annals.quota.Account;
import org.annals.quota.StorageCap;
import org.annals.quota.storage.ChunkRecord.Standing;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 100,000 random operations on the plan and on a queue that is emptied from the front. */
final class FifoModelTest {
  private static final List<Account> COMMUNITIES =
      List.of(new Account("a"), new Account("b"), new Account("c"));
  private static final int WINDOWS = 40;

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void randomOperations_planAndQueue_keepTheSameChunks(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Planned planned = new Planned();
    Queue queue = new Queue();
    int evictions = 0;
    int refusals = 0;
    for (int i = 0; i < 50_000; i++) {
      int before = planned.held.size();
      switch (random.nextInt(40)) {
        case 0 -> {
          Map<Account, Long> caps = new HashMap<>();
          COMMUNITIES.forEach(each -> caps.put(each, random.nextLong(1_200)));
          long node = random.nextLong(2_500);
          planned.caps(node, caps);
          queue.caps(node, caps);
          evictions += before - planned.held.size();
        }
        case 1 -> {
          String name = pick(planned, random);
          planned.removed(name);
          queue.removed(name);
        }
        default -> {
          ChunkRecord fresh = fresh(i, random);
          boolean taken = planned.arrives(fresh);
          assertThat(queue.arrives(fresh)).as("operation %d", i).isEqualTo(taken);
          evictions += before + (taken ? 1 : 0) - planned.held.size();
          refusals += taken ? 0 : 1;
        }
      }
      assertThat(planned.held.keySet()).as("operation %d", i).isEqualTo(queue.names());
    }
    assertThat(evictions).isGreaterThan(1_000);
    assertThat(refusals).isGreaterThan(1_000);
  }

  @Test
  void everNewerOnes_underAFixedCap_areAPlainQueue() {
    Planned planned = new Planned();
    planned.caps(1_000, Map.of());
    for (int window = 0; window < 500; window++) {
      assertThat(
              planned.arrives(
                  new ChunkRecord(
                      COMMUNITIES.get(0), "c" + window, new Age(window, 0, 0), 100, Standing.HELD)))
          .isTrue();
      int oldest = Math.max(0, window - 9);
      assertThat(planned.held).hasSize(window - oldest + 1).containsKey("c" + oldest);
    }
  }

  private static String pick(Planned planned, SplittableRandom random) {
    List<String> names = new ArrayList<>(planned.held.keySet());
    return names.isEmpty() ? "" : names.get(random.nextInt(names.size()));
  }

  private static ChunkRecord fresh(int number, SplittableRandom random) {
    return new ChunkRecord(
        COMMUNITIES.get(random.nextInt(COMMUNITIES.size())),
        "c" + number,
        new Age(random.nextInt(WINDOWS), random.nextInt(2), 0),
        random.nextLong(1, 200),
        random.nextInt(2_000) == 0 ? Standing.PINNED : Standing.HELD);
  }

  /** Does what the plan says. */
  private static final class Planned {
    final Map<String, ChunkRecord> held = new LinkedHashMap<>();
    private final Map<Account, Long> caps = new HashMap<>();
    private long node = 1_000;

    void caps(long newNode, Map<Account, Long> newCaps) {
      node = newNode;
      caps.clear();
      caps.putAll(newCaps);
      carryOut(FifoEviction.withinCaps(occupancy(), held.values()));
    }

    void removed(String name) {
      held.computeIfPresent(
          name,
          (n, each) ->
              each.standing() == Standing.PINNED
                  ? each
                  : new ChunkRecord(each.account(), n, each.age(), each.bytes(), Standing.REMOVED));
    }

    boolean arrives(ChunkRecord chunk) {
      FifoEviction.Plan plan =
          FifoEviction.forNeed(
              occupancy(), held.values(), Need.of(chunk.account(), chunk.bytes(), chunk.age()));
      carryOut(plan);
      if (plan.suffices()) {
        held.put(chunk.chunk(), chunk);
        Occupancy now = occupancy();
        assertThat(now.node().excess()).isZero();
        assertThat(now.of(chunk.account()).excess()).isZero();
      }
      return plan.suffices();
    }

    private void carryOut(FifoEviction.Plan plan) {
      plan.evict().forEach(each -> held.remove(each.chunk()));
    }

    private Occupancy occupancy() {
      Map<Account, Level> levels = new HashMap<>();
      caps.forEach((account, cap) -> levels.put(account, level(cap, account)));
      long all = held.values().stream().mapToLong(ChunkRecord::bytes).sum();
      return new Occupancy(new Level(StorageCap.bytes(node), all, 0), levels);
    }

    private Level level(long cap, Account account) {
      long used =
          held.values().stream()
              .filter(each -> each.account().equals(account))
              .mapToLong(ChunkRecord::bytes)
              .sum();
      return new Level(StorageCap.bytes(cap), used, 0);
    }
  }

  /** The reference: one list, searched from one end to the other for whatever goes next. */
  private static final class Queue {
    private List<ChunkRecord> line = new ArrayList<>();
    private Map<Account, Long> caps = Map.of();
    private long node = 1_000;

    Set<String> names() {
      Set<String> names = new HashSet<>();
      line.forEach(each -> names.add(each.chunk()));
      return names;
    }

    void removed(String name) {
      line.replaceAll(
          each ->
              each.chunk().equals(name) && each.standing() != Standing.PINNED
                  ? new ChunkRecord(
                      each.account(), name, each.age(), each.bytes(), Standing.REMOVED)
                  : each);
    }

    void caps(long newNode, Map<Account, Long> newCaps) {
      node = newNode;
      caps = Map.copyOf(newCaps);
      shrink();
    }

    private void shrink() {
      for (Account account : caps.keySet()) {
        while (sum(account) > caps.get(account) && poll(account, Long.MAX_VALUE, 0)) {}
      }
      while (sum(null) > node && poll(null, Long.MAX_VALUE, 0)) {}
    }

    boolean arrives(ChunkRecord chunk) {
      shrink();
      List<ChunkRecord> before = new ArrayList<>(line);
      Account own = chunk.account();
      long cap = caps.getOrDefault(own, Long.MAX_VALUE);
      long window = chunk.age().window();
      int part = chunk.age().part();
      while (sum(own) > cap - chunk.bytes() && poll(own, window, part)) {}
      while (sum(null) > node - chunk.bytes() && poll(null, window, part)) {}
      if (sum(own) > cap - chunk.bytes() || sum(null) > node - chunk.bytes()) {
        line = before;
        return false;
      }
      line.add(chunk);
      return true;
    }

    private long sum(@Nullable Account account) {
      long sum = 0;
      for (ChunkRecord each : line) {
        sum += account == null || each.account().equals(account) ? each.bytes() : 0;
      }
      return sum;
    }

    /** Takes the first in line out, if one may go for a chunk of this time. */
    private boolean poll(@Nullable Account account, long window, int part) {
      int first = -1;
      for (int i = 0; i < line.size(); i++) {
        ChunkRecord each = line.get(i);
        boolean candidate =
            (account == null || each.account().equals(account))
                && each.standing() != Standing.PINNED
                && (each.standing() == Standing.REMOVED
                    || each.age().window() < window
                    || (each.age().window() == window && each.age().part() < part));
        if (candidate && (first < 0 || goesBefore(each, line.get(first)))) {
          first = i;
        }
      }
      if (first >= 0) {
        line.remove(first);
      }
      return first >= 0;
    }

    private static boolean goesBefore(ChunkRecord one, ChunkRecord other) {
      boolean removed = one.standing() == Standing.REMOVED;
      if (removed != (other.standing() == Standing.REMOVED)) {
        return removed;
      }
      if (one.age().window() != other.age().window()) {
        return one.age().window() < other.age().window();
      }
      if (one.age().part() != other.age().part()) {
        return one.age().part() < other.age().part();
      }
      return (one.account().name() + " " + one.chunk())
              .compareTo(other.account().name() + " " + other.chunk())
          < 0;
    }
  }
}
