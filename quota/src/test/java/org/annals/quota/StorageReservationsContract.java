package org.annals.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every {@link StorageReservations} does, capped or not. */
public abstract class StorageReservationsContract {
  private static final Account ALICE = new Account("alice");
  private static final Account BOB = new Account("bob");

  /** Fresh reservations, nothing used, with room for at least 1 MiB per account. */
  protected abstract StorageReservations newReservations();

  @Test
  void reserve_granted_isReservedNotUsed() {
    StorageReservations storage = newReservations();
    Reservation reservation = reserve(storage, ALICE, StorageKind.CHUNK, 1_000);
    assertThat(reservation.remaining()).isEqualTo(1_000);
    assertThat(storage.usage(ALICE)).isEqualTo(new StorageUsage(Map.of(), 1_000));
    assertThat(storage.usage(BOB)).isEqualTo(new StorageUsage(Map.of(), 0));
    assertThat(storage.usage().reserved()).isEqualTo(1_000);
  }

  @Test
  void stored_inSteps_turnsReservedIntoUsed() {
    StorageReservations storage = newReservations();
    Reservation reservation = reserve(storage, ALICE, StorageKind.CHUNK, 1_000);
    reservation.stored(300);
    reservation.stored(0);
    assertThat(reservation.remaining()).isEqualTo(700);
    assertThat(storage.usage(ALICE))
        .isEqualTo(new StorageUsage(Map.of(StorageKind.CHUNK, 300L), 700));
    reservation.stored(700);
    assertThat(reservation.remaining()).isZero();
    assertThat(storage.usage(ALICE))
        .isEqualTo(new StorageUsage(Map.of(StorageKind.CHUNK, 1_000L), 0));
  }

  @Test
  void close_halfStored_givesTheRestBackOnce() {
    StorageReservations storage = newReservations();
    Reservation other = reserve(storage, ALICE, StorageKind.LOG, 50);
    Reservation reservation = reserve(storage, ALICE, StorageKind.CHUNK, 1_000);
    reservation.stored(300);
    reservation.close();
    reservation.close();
    assertThat(reservation.remaining()).isZero();
    assertThat(other.remaining()).isEqualTo(50);
    assertThat(storage.usage(ALICE))
        .isEqualTo(new StorageUsage(Map.of(StorageKind.CHUNK, 300L), 50));
  }

  @Test
  void stored_moreThanReserved_isRefusedAndChangesNothing() {
    StorageReservations storage = newReservations();
    Reservation reservation = reserve(storage, ALICE, StorageKind.CHUNK, 10);
    assertThatThrownBy(() -> reservation.stored(11)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> reservation.stored(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(storage.usage(ALICE)).isEqualTo(new StorageUsage(Map.of(), 10));
    reservation.close();
    assertThatThrownBy(() -> reservation.stored(1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(storage.usage(ALICE)).isEqualTo(new StorageUsage(Map.of(), 0));
  }

  @Test
  void reserve_nothing_isGranted() {
    assertThat(reserve(newReservations(), ALICE, StorageKind.TEMPORARY, 0).remaining()).isZero();
  }

  @Test
  void negativeBytes_everywhere_areRefused() {
    StorageReservations storage = newReservations();
    assertThatThrownBy(() -> storage.reserve(ALICE, StorageKind.LOG, -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> storage.found(ALICE, StorageKind.LOG, -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> storage.freed(ALICE, StorageKind.LOG, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void foundAndFreed_changeUsed() {
    StorageReservations storage = newReservations();
    storage.found(ALICE, StorageKind.DATABASE, 500);
    storage.found(BOB, StorageKind.DATABASE, 40);
    storage.found(BOB, StorageKind.CHUNK, 2);
    storage.freed(ALICE, StorageKind.DATABASE, 200);
    assertThat(storage.usage(ALICE))
        .isEqualTo(new StorageUsage(Map.of(StorageKind.DATABASE, 300L), 0));
    assertThat(storage.usage())
        .isEqualTo(new StorageUsage(Map.of(StorageKind.DATABASE, 340L, StorageKind.CHUNK, 2L), 0));
    assertThat(storage.usage().usedTotal()).isEqualTo(342);
  }

  @Test
  void freed_all_leavesNothing() {
    StorageReservations storage = newReservations();
    Reservation reservation = reserve(storage, ALICE, StorageKind.PARTIAL, 64);
    reservation.stored(64);
    reservation.close();
    storage.freed(ALICE, StorageKind.PARTIAL, 64);
    assertThat(storage.usage(ALICE).usedTotal()).isZero();
    assertThat(storage.usage(ALICE).reserved()).isZero();
  }

  @Test
  void manyThreads_together_leaveExactNumbers() throws Exception {
    StorageReservations storage = newReservations();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        done.add(threads.submit(() -> reserveStoreAndFree(storage)));
      }
      for (Future<?> each : done) {
        each.get(30, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(storage.usage(ALICE))
        .isEqualTo(new StorageUsage(Map.of(StorageKind.CHUNK, 4 * 1_000L), 0));
  }

  @Test
  void oneReservation_sharedByThreads_isNeverOverdrawn() throws Exception {
    StorageReservations storage = newReservations();
    Reservation reservation = reserve(storage, ALICE, StorageKind.CHUNK, 1_000);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<Integer>> done = new ArrayList<>();
    try {
      for (int t = 0; t < 4; t++) {
        done.add(threads.submit(() -> storeUntilRefused(reservation)));
      }
      int stored = 0;
      for (Future<Integer> each : done) {
        stored += each.get(30, TimeUnit.SECONDS);
      }
      assertThat(stored).isEqualTo(1_000);
    } finally {
      threads.shutdownNow();
    }
    assertThat(storage.usage(ALICE))
        .isEqualTo(new StorageUsage(Map.of(StorageKind.CHUNK, 1_000L), 0));
  }

  private static int storeUntilRefused(Reservation reservation) {
    int stored = 0;
    while (true) {
      try {
        reservation.stored(1);
        stored++;
      } catch (IllegalArgumentException overdrawn) {
        return stored;
      }
    }
  }

  private static void reserveStoreAndFree(StorageReservations storage) {
    for (int i = 0; i < 1_000; i++) {
      try (Reservation reservation = reserve(storage, ALICE, StorageKind.CHUNK, 10)) {
        reservation.stored(4);
        storage.freed(ALICE, StorageKind.CHUNK, 3);
      }
    }
  }

  /** Reserves and expects leave. */
  protected static Reservation reserve(
      StorageReservations storage, Account account, StorageKind kind, long bytes) {
    ReserveOutcome outcome = storage.reserve(account, kind, bytes);
    assertThat(outcome).isInstanceOf(ReserveOutcome.Granted.class);
    return ((ReserveOutcome.Granted) outcome).reservation();
  }
}
