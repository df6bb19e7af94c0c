package org.annals.quota.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.annals.quota.Account;
import org.annals.quota.Reservation;
import org.annals.quota.ReserveOutcome;
import org.annals.quota.StorageCap;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageReservations;
import org.annals.quota.StorageReservationsContract;
import org.junit.jupiter.api.Test;

final class CappedStorageTest extends StorageReservationsContract {
  private static final Account ALICE = new Account("alice");
  private static final Account BOB = new Account("bob");

  @Override
  protected StorageReservations newReservations() {
    return capped(8 << 20, Map.of(ALICE, 1L << 20, BOB, 1L << 20));
  }

  private static CappedStorage capped(long node, Map<Account, Long> communities) {
    CappedStorage storage = new CappedStorage();
    Map<Account, StorageCap> caps = new HashMap<>();
    communities.forEach((account, bytes) -> caps.put(account, StorageCap.bytes(bytes)));
    storage.caps(StorageCap.bytes(node), caps);
    return storage;
  }

  @Test
  void reserve_withoutCaps_isGranted() {
    assertThat(reserve(new CappedStorage(), ALICE, StorageKind.CHUNK, 1L << 50).remaining())
        .isEqualTo(1L << 50);
  }

  @Test
  void reserve_toTheLastByte_isGranted_andOneMoreRefused() {
    CappedStorage storage = capped(1_000, Map.of(ALICE, 100L));
    reserve(storage, ALICE, StorageKind.CHUNK, 60).stored(60);
    reserve(storage, ALICE, StorageKind.PARTIAL, 40);
    ReserveOutcome.Refused refused =
        (ReserveOutcome.Refused) storage.reserve(ALICE, StorageKind.LOG, 1);
    assertThat(refused.missing()).isEqualTo(1);
    assertThat(refused.reason())
        .contains("cap of this community, 100 bytes", "60 are used and 40 reserved");
    assertThat(storage.occupancy().of(ALICE)).isEqualTo(new Level(StorageCap.bytes(100), 60, 40));
  }

  @Test
  void reserve_nodeCapReached_namesTheNode() {
    CappedStorage storage = capped(100, Map.of());
    reserve(storage, BOB, StorageKind.CHUNK, 90);
    ReserveOutcome.Refused refused =
        (ReserveOutcome.Refused) storage.reserve(ALICE, StorageKind.CHUNK, 30);
    assertThat(refused.missing()).isEqualTo(20);
    assertThat(refused.reason()).contains("cap of this node");
    assertThat(storage.usage(ALICE).reserved()).isZero();
  }

  @Test
  void caps_loweredBelowUsed_refusesUntilEnoughIsGone() {
    CappedStorage storage = capped(1_000, Map.of(ALICE, 500L));
    Reservation given = reserve(storage, ALICE, StorageKind.CHUNK, 400);
    given.stored(300);
    storage.caps(StorageCap.bytes(1_000), Map.of(ALICE, StorageCap.bytes(250)));
    given.stored(100);
    assertThat(storage.occupancy().of(ALICE).excess()).isEqualTo(150);
    ReserveOutcome.Refused refused =
        (ReserveOutcome.Refused) storage.reserve(ALICE, StorageKind.CHUNK, 10);
    assertThat(refused.missing()).isEqualTo(160);
    storage.freed(ALICE, StorageKind.CHUNK, 160);
    reserve(storage, ALICE, StorageKind.CHUNK, 10);
  }

  @Test
  void found_aboveTheCap_isCounted() {
    CappedStorage storage = capped(100, Map.of(ALICE, 50L));
    storage.found(ALICE, StorageKind.DATABASE, 300);
    assertThat(storage.occupancy().node().excess()).isEqualTo(200);
    assertThat(storage.occupancy().room(ALICE)).isZero();
    assertThat(storage.occupancy().room(BOB)).isZero();
  }

  @Test
  void caps_changed_tellsWhoListens() {
    CappedStorage storage = new CappedStorage();
    AtomicInteger told = new AtomicInteger();
    storage.onCapsChanged(told::incrementAndGet);
    storage.caps(StorageCap.bytes(1), Map.of());
    storage.caps(StorageCap.bytes(1), Map.of());
    assertThat(told).hasValue(1);
  }

  @Test
  void couldEverFit_countsOnlyWhatCanGo() {
    CappedStorage storage = capped(1_000, Map.of(ALICE, 100L));
    storage.found(ALICE, StorageKind.CHUNK, 90);
    Occupancy now = storage.occupancy();
    assertThat(now.couldEverFit(ALICE, 60, Map.of(ALICE, 50L))).isTrue();
    assertThat(now.couldEverFit(ALICE, 61, Map.of(ALICE, 50L))).isFalse();
    assertThat(now.couldEverFit(BOB, 911, Map.of())).isFalse();
    assertThat(now.couldEverFit(BOB, 911, Map.of(ALICE, 50L))).isTrue();
  }

  @Property(tries = 200)
  void anyRequests_grantedOnes_areWithinBothCaps(
      @ForAll @LongRange(max = 10_000) long nodeCap,
      @ForAll @LongRange(max = 10_000) long aliceCap,
      @ForAll @Size(max = 200) List<@LongRange(max = 3_000) Long> requests) {
    CappedStorage storage = capped(nodeCap, Map.of(ALICE, aliceCap));
    long alice = 0;
    long all = 0;
    for (int i = 0; i < requests.size(); i++) {
      long bytes = requests.get(i);
      boolean hers = i % 2 == 0;
      boolean fits = all + bytes <= nodeCap && (!hers || alice + bytes <= aliceCap);
      ReserveOutcome outcome = storage.reserve(hers ? ALICE : BOB, StorageKind.CHUNK, bytes);
      assertThat(outcome instanceof ReserveOutcome.Granted).isEqualTo(fits);
      all += fits ? bytes : 0;
      alice += fits && hers ? bytes : 0;
    }
  }

  @Test
  void manyThreads_reservingAndFreeing_neverPassACap() throws Exception {
    CappedStorage storage = capped(10_000, Map.of(ALICE, 6_000L));
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(7);
    try {
      Future<Long> watcher = threads.submit(() -> mostTaken(storage, done));
      List<Future<?>> workers = new ArrayList<>();
      for (int t = 0; t < 6; t++) {
        int seed = t;
        workers.add(threads.submit(() -> churn(storage, new SplittableRandom(seed))));
      }
      for (Future<?> each : workers) {
        each.get(60, TimeUnit.SECONDS);
      }
      done.set(true);
      assertThat(watcher.get(10, TimeUnit.SECONDS)).isZero();
    } finally {
      done.set(true);
      threads.shutdownNow();
    }
    assertThat(storage.usage().usedTotal()).isZero();
    assertThat(storage.usage().reserved()).isZero();
  }

  private static long mostTaken(CappedStorage storage, AtomicBoolean done) {
    long most = 0;
    while (!done.get()) {
      Occupancy now = storage.occupancy();
      most = Math.max(most, Math.max(now.node().excess(), now.of(ALICE).excess()));
    }
    return most;
  }

  private static void churn(CappedStorage storage, SplittableRandom random) {
    for (int i = 0; i < 20_000; i++) {
      Account account = random.nextBoolean() ? ALICE : BOB;
      long bytes = random.nextLong(3_000);
      if (storage.reserve(account, StorageKind.CHUNK, bytes)
          instanceof ReserveOutcome.Granted granted) {
        long stored = random.nextLong(bytes + 1);
        granted.reservation().stored(stored);
        granted.reservation().close();
        storage.freed(account, StorageKind.CHUNK, stored);
      }
    }
  }
}
