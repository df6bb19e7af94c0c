package org.annals.quota.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.annals.quota.Direction;
import org.annals.quota.RateLimits;
import org.annals.quota.Ticket;
import org.junit.jupiter.api.Test;

/** Leave that is lent ahead is never more than the limit, whoever asks, rests or cancels. */
final class AdvanceTest {
  private static final int BLOCK = RateLab.BLOCK;
  private static final long RATE = 256L << 20;
  private static final long BURST = RateLab.most(RATE, Duration.ZERO);

  private final RateLab lab = new RateLab();
  private final AtomicLong given = new AtomicLong();

  private Ticket ask(int community) {
    return lab.gate.ask(
        RateLab.flow(community, 1, 1), Direction.UP, BLOCK, () -> given.addAndGet(BLOCK));
  }

  private void askUntilHeldBack(int community) {
    Ticket ticket = ask(community);
    while (ticket.granted()) {
      ticket = ask(community);
    }
    ticket.cancel();
  }

  @Test
  void partOfAnAdvanceKeptOverARest_bringsOneBurstInAll() {
    lab.limit(RateLab.up(RATE));
    lab.pass(Duration.ofHours(1));
    ask(1);
    ask(1);
    lab.pass(Duration.ofHours(1));
    given.set(0);

    askUntilHeldBack(1);

    assertThat(given.get()).isBetween(BURST - 65L * BLOCK, BURST);
  }

  @Test
  void advancesOfManyCommunities_inTurn_areOneBurstInAll() {
    lab.limit(RateLab.up(RATE));
    lab.pass(Duration.ofHours(1));
    boolean granted = true;
    for (int i = 0; granted; i++) {
      Ticket ticket = ask(i % 7);
      granted = ticket.granted();
    }
    assertThat(given.get()).isBetween(BURST - BLOCK, BURST);
  }

  @Test
  void stopWhileSomethingIsLent_nothingMoreIsGiven() {
    lab.limit(RateLab.up(RATE));
    lab.pass(Duration.ofHours(1));
    assertThat(ask(1).granted()).isTrue();
    lab.limit(RateLimits.STOP);
    assertThat(ask(1).granted()).isFalse();
  }

  @Test
  void limitOfTheCommunitySetWhileSomethingIsLent_holdsAtOnce() {
    lab.limit(RateLab.up(RATE));
    lab.pass(Duration.ofHours(1));
    assertThat(ask(1).granted()).isTrue();
    lab.gate.limits(RateLab.up(RATE), Map.of(RateLab.account(1), RateLab.up(1 << 20)));
    given.set(0);
    askUntilHeldBack(1);
    assertThat(given.get()).isZero();
  }

  @Test
  void leaveGivenBackOfAnAdvance_mayBeUsedAgainOnce() {
    lab.limit(RateLab.up(RATE));
    lab.pass(Duration.ofHours(1));
    List<Ticket> tickets = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      tickets.add(ask(1));
    }
    tickets.forEach(Ticket::cancel);
    tickets.forEach(Ticket::cancel);
    given.set(0);

    askUntilHeldBack(1);

    assertThat(given.get()).isBetween(BURST - 65L * BLOCK, BURST);
  }

  @Test
  void callbackThatAsksAgainForLittle_doesNotNestWithoutEnd() {
    lab.limit(RateLab.up(RATE));
    lab.pass(Duration.ofHours(1));
    lab.demand(RateLab.flow(1, 1, 1), 100, 1);
    assertThat(lab.bytes()).isBetween(BURST - 100, BURST);
  }

  @Test
  void manyThreads_neverMoreThanTheLimitAndABurst() throws Exception {
    AtomicLong now = new AtomicLong();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    var timer = Executors.newSingleThreadScheduledExecutor();
    try (FairTransferGate gate = new FairTransferGate(now::get, timer)) {
      gate.limits(RateLab.up(RATE), Map.of(RateLab.account(1), RateLab.up(RATE / 2)));
      now.addAndGet(TimeUnit.HOURS.toNanos(1));
      AtomicInteger ofOne = new AtomicInteger();
      AtomicInteger all = new AtomicInteger();
      List<Future<?>> done = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        int account = t % 2;
        String peer = "peer-" + t;
        done.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 20_000; i++) {
                    Ticket ticket =
                        gate.ask(
                            RateLab.flow(account, 1, peer.hashCode()),
                            Direction.UP,
                            BLOCK,
                            () -> {
                              all.incrementAndGet();
                              ofOne.addAndGet(account);
                            });
                    if (!ticket.granted()) {
                      ticket.cancel();
                    }
                  }
                }));
      }
      for (Future<?> each : done) {
        each.get(60, TimeUnit.SECONDS);
      }
      // The clock stands still, so all there is is one burst, and it is not left unused either.
      assertThat((long) all.get() * BLOCK).isBetween(BURST * 9 / 10, BURST);
      assertThat((long) ofOne.get() * BLOCK).isLessThanOrEqualTo(BURST / 2);
    } finally {
      threads.shutdownNow();
      timer.shutdownNow();
    }
  }
}
