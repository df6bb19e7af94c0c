package org.annals.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link TransferGate} does, limited or not. */
public abstract class TransferGateContract {
  private static final Account ALICE = new Account("alice");
  private static final Account BOB = new Account("bob");
  private static final int BLOCK = 16 * 1024 + 13;

  /** A fresh gate whose limits, if any, give leave for 64 blocks of 16 KiB within ten seconds. */
  protected abstract TransferGate newGate();

  @Test
  void ask_withinTheLimit_isGrantedOnce() throws InterruptedException {
    List<Integer> grants = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch granted = new CountDownLatch(1);
    Ticket ticket =
        newGate()
            .ask(
                flow(ALICE, "peer"),
                Direction.UP,
                BLOCK,
                () -> {
                  grants.add(1);
                  granted.countDown();
                });
    assertThat(granted.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(ticket.granted()).isTrue();
    ticket.cancel();
    ticket.cancel();
    assertThat(grants).hasSize(1);
  }

  @Test
  void ask_manyOfOneFlow_isGrantedInOrder() throws InterruptedException {
    TransferGate gate = newGate();
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch granted = new CountDownLatch(64);
    for (int i = 0; i < 64; i++) {
      int number = i;
      gate.ask(
          flow(ALICE, "peer"),
          Direction.DOWN,
          BLOCK,
          () -> {
            order.add(number);
            granted.countDown();
          });
    }
    assertThat(granted.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(order).containsExactlyElementsOf(IntStream.range(0, 64).boxed().toList());
  }

  @Test
  void ask_smallestAndLargest_isGranted() throws InterruptedException {
    TransferGate gate = newGate();
    CountDownLatch granted = new CountDownLatch(2);
    gate.ask(flow(ALICE, "peer"), Direction.UP, 1, granted::countDown);
    gate.ask(flow(BOB, "peer"), Direction.UP, 128 * 1024 + 13, granted::countDown);
    assertThat(granted.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void ask_outOfRange_isRefused() {
    TransferGate gate = newGate();
    for (int bytes : new int[] {Integer.MIN_VALUE, -1, 0, 128 * 1024 + 14, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> gate.ask(flow(ALICE, "p"), Direction.UP, bytes, () -> {}))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void ask_counts_nothing() {
    TransferGate gate = newGate();
    gate.ask(flow(ALICE, "peer"), Direction.UP, BLOCK, () -> {});
    assertThat(gate.totals()).isEqualTo(TransferTotals.NONE);
  }

  @Test
  void moved_bothDirections_isCountedPerAccount() {
    TransferGate gate = newGate();
    gate.moved(ALICE, Direction.UP, 100, 113);
    gate.moved(ALICE, Direction.DOWN, 10, 20);
    gate.moved(ALICE, Direction.UP, 0, 5);
    gate.moved(BOB, Direction.DOWN, 7, 9);
    assertThat(gate.totals(ALICE)).isEqualTo(new TransferTotals(100, 118, 10, 20));
    assertThat(gate.totals(BOB)).isEqualTo(new TransferTotals(0, 0, 7, 9));
    assertThat(gate.totals()).isEqualTo(new TransferTotals(100, 118, 17, 29));
  }

  @Test
  void totals_unknownAccount_isNone() {
    assertThat(newGate().totals(ALICE)).isEqualTo(TransferTotals.NONE);
  }

  @Test
  void moved_impossibleNumbers_isRefused() {
    TransferGate gate = newGate();
    assertThatThrownBy(() -> gate.moved(ALICE, Direction.UP, -1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> gate.moved(ALICE, Direction.UP, 2, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(gate.totals()).isEqualTo(TransferTotals.NONE);
  }

  @Test
  void moved_manyThreads_losesNothing() throws Exception {
    TransferGate gate = newGate();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        Account account = t % 2 == 0 ? ALICE : BOB;
        done.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 10_000; i++) {
                    gate.moved(account, Direction.UP, 3, 5);
                  }
                }));
      }
      for (Future<?> each : done) {
        each.get(30, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(gate.totals(ALICE)).isEqualTo(new TransferTotals(60_000, 100_000, 0, 0));
    assertThat(gate.totals()).isEqualTo(new TransferTotals(120_000, 200_000, 0, 0));
  }

  private static Flow flow(Account account, String peer) {
    return new Flow(account, "chunk", peer);
  }
}
