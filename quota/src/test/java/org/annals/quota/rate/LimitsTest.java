package org.annals.quota.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.annals.quota.Account;
import org.annals.quota.Direction;
import org.annals.quota.RateLimits;
import org.annals.quota.Ticket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What limits do, one at a time, on virtual time. */
final class LimitsTest {
  private static final int BLOCK = RateLab.BLOCK;
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final RateLab lab = new RateLab();

  @Test
  void ask_withoutLimits_isGrantedInsideTheCall() {
    lab.gate.limits(RateLimits.UNLIMITED, Map.of(RateLab.account(1), RateLab.up(1)));

    Ticket other = lab.gate.ask(RateLab.flow(2, 1, 1), Direction.UP, BLOCK, () -> {});
    Ticket otherWay = lab.gate.ask(RateLab.flow(1, 1, 1), Direction.DOWN, BLOCK, () -> {});

    assertThat(other.granted()).isTrue();
    assertThat(otherWay.granted()).isTrue();
    assertThat(lab.timers()).isZero();
  }

  @Test
  void lowestUsefulLimit_oneBlockASecond() {
    lab.limit(RateLab.up(16_384));
    lab.demand(RateLab.flow(1, 1, 1), BLOCK, 4);
    lab.pass(Duration.ofSeconds(100));
    assertThat(lab.bytes()).isBetween(98L * BLOCK, 100L * BLOCK);
  }

  @Test
  void rateThatDividesNothing_overTwentyMinutes_losesNoByte() {
    long rate = 12_345_677;
    lab.limit(RateLab.up(rate));
    lab.demand(RateLab.flow(1, 1, 1), 131_085, 1);
    lab.pass(Duration.ofMinutes(20));
    assertThat(lab.bytes()).isBetween(rate * 1_200 - 131_085, rate * 1_200);
  }

  @Test
  void stop_grantsNothingAndNeedsNoTimer() {
    lab.limit(RateLimits.STOP);
    lab.demand(RateLab.flow(1, 1, 1), BLOCK, 4);
    assertThat(lab.timers()).isZero();
    lab.pass(Duration.ofHours(1));
    assertThat(lab.bytes()).isZero();
  }

  @Test
  void stopOfOneCommunity_leavesTheOthersAlone() {
    lab.gate.limits(RateLimits.UNLIMITED, Map.of(RateLab.account(1), RateLimits.STOP));
    lab.demand(RateLab.flow(1, 1, 1), BLOCK, 4);
    assertThat(lab.gate.ask(RateLab.flow(2, 1, 1), Direction.UP, BLOCK, () -> {}).granted())
        .isTrue();
    lab.pass(SECOND);
    assertThat(lab.bytesOf(1)).isZero();
  }

  @Test
  void raisedAfterStop_isGrantedAtTheNewRate() {
    lab.limit(RateLimits.STOP);
    lab.demand(RateLab.flow(1, 1, 1), BLOCK, 4);
    lab.pass(SECOND);
    lab.limit(RateLab.up(1 << 20));
    lab.pass(SECOND);
    assertThat(lab.bytes()).isBetween((1L << 20) - 2 * BLOCK, 1L << 20);
  }

  @Test
  void loweredAtRunTime_holdsFromTheCallOn() {
    lab.limit(RateLab.up(8 << 20));
    lab.demand(RateLab.flow(1, 1, 1), BLOCK, 32);
    lab.pass(SECOND);
    lab.forget();
    lab.limit(RateLab.up(1 << 20));
    lab.pass(Duration.ofSeconds(10));
    assertThat(lab.bytes()).isBetween((10L << 20) - 2 * BLOCK, (10L << 20) + 2 * BLOCK);
  }

  @Test
  void limitTakenAway_whatWaitedHasLeaveBeforeTheCallReturns() {
    lab.limit(RateLimits.STOP);
    List<Ticket> tickets = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      tickets.add(lab.gate.ask(RateLab.flow(1, i, 1), Direction.UP, BLOCK, () -> {}));
    }
    lab.limit(RateLimits.UNLIMITED);
    assertThat(tickets).allMatch(Ticket::granted);
  }

  @Test
  void limitsSetAgainAndAgain_bringNoCredit() {
    lab.limit(RateLimits.STOP);
    lab.demand(RateLab.flow(1, 1, 1), BLOCK, 8);
    for (int i = 0; i < 1_000; i++) {
      lab.limit(RateLab.up((1 << 20) + i));
      lab.pass(Duration.ofMillis(1));
    }
    assertThat(lab.bytes()).isLessThanOrEqualTo((1 << 20) + 1_000);
  }

  @Test
  void afterARest_littleAtOnce() {
    lab.limit(RateLab.up(8 << 20));
    lab.pass(Duration.ofHours(8));
    lab.demand(RateLab.flow(1, 1, 1), BLOCK, 100);
    long fortyMillis = (8L << 20) * 103 / 100 / 25;
    assertThat(lab.bytes()).isBetween(fortyMillis - BLOCK, fortyMillis);
  }

  @ParameterizedTest
  @ValueSource(longs = {1 << 20, 8 << 20, 100 << 20})
  void afterARest_noSecondIsATenthAboveAndNoTenSecondsTwoPercent(long rate) {
    lab.limit(RateLab.up(rate));
    lab.pass(Duration.ofHours(8));
    lab.demand(RateLab.flow(1, 1, 1), BLOCK, 100);
    lab.pass(Duration.ofSeconds(20));
    assertThat(lab.highest(SECOND)).isBetween(rate * 103 / 100, rate * 110 / 100);
    assertThat(lab.highest(Duration.ofSeconds(10))).isBetween(rate * 10, rate * 10 * 102 / 100);
  }

  @Test
  void pauseOfTheWholeProcess_isMadeUpForBitByBit() {
    long rate = 100 << 20;
    lab.limit(RateLab.up(rate));
    lab.demand(RateLab.flow(1, 1, 1), BLOCK, 100);
    lab.pass(SECOND);
    lab.forget();
    Duration pause = Duration.ofMillis(150);
    lab.jump(pause);
    lab.pass(Duration.ofSeconds(10).minus(pause));
    assertThat(lab.bytes()).isBetween(rate * 10 - 2 * BLOCK - rate / 50, rate * 10);
    assertThat(lab.highest(SECOND)).isLessThanOrEqualTo(rate * 110 / 100);
  }

  @Test
  void clockThatJumpsADayForward_bringsOneBurst() {
    lab.limit(RateLab.up(1 << 20));
    lab.demand(RateLab.flow(1, 1, 1), BLOCK, 100);
    lab.pass(SECOND);
    lab.forget();
    lab.jump(Duration.ofDays(1));
    lab.pass(SECOND);
    assertThat(lab.bytes()).isLessThanOrEqualTo(RateLab.most(1 << 20, SECOND));
  }

  @Test
  void clockThatJumpsBack_bringsNothingAndGoesOn() {
    lab.limit(RateLab.up(1 << 20));
    lab.demand(RateLab.flow(1, 1, 1), BLOCK, 100);
    lab.pass(SECOND);
    lab.forget();
    for (int i = 0; i < 10; i++) {
      lab.jump(Duration.ofDays(-1));
      lab.pass(SECOND);
    }
    assertThat(lab.bytes()).isBetween((9L << 20), (10L << 20) + BLOCK);
  }

  @Test
  void cancel_ofWhatWaits_isNeverTold() {
    lab.limit(RateLab.up(1 << 20));
    AtomicInteger told = new AtomicInteger();
    List<Ticket> tickets = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      tickets.add(lab.gate.ask(RateLab.flow(1, 1, i), Direction.UP, BLOCK, told::incrementAndGet));
    }
    tickets.forEach(Ticket::cancel);
    lab.pass(Duration.ofMinutes(1));
    assertThat(told).hasValue(0);
    assertThat(lab.timers()).isZero();
  }

  @Test
  void cancel_ofLeaveThatWasNotUsed_givesItToOthersAtOnce() {
    lab.limit(RateLab.up(6 << 20));
    lab.pass(SECOND);
    List<Ticket> vanished = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      vanished.add(lab.gate.ask(RateLab.flow(1, 1, 1), Direction.UP, BLOCK, () -> {}));
    }
    assertThat(vanished).allMatch(Ticket::granted);
    lab.demand(RateLab.flow(2, 1, 1), BLOCK, 100);
    assertThat(lab.bytes()).isZero();

    vanished.forEach(Ticket::cancel);
    vanished.forEach(Ticket::cancel);

    assertThat(lab.bytes()).isBetween(14L * BLOCK, 15L * BLOCK);
  }

  @Test
  void cancel_ofLeaveGivenWithoutALimit_bringsNoCreditToOneSetSince() {
    Ticket free = lab.gate.ask(RateLab.flow(1, 1, 1), Direction.UP, BLOCK, () -> {});
    lab.limit(RateLab.up(1 << 20));
    free.cancel();
    assertThat(lab.gate.ask(RateLab.flow(1, 1, 1), Direction.UP, BLOCK, () -> {}).granted())
        .isFalse();
  }

  @Test
  void twoHundredIdleCommunitiesWithLimits_needNoTimer() {
    Map<Account, RateLimits> limits = new HashMap<>();
    for (int i = 0; i < 200; i++) {
      limits.put(RateLab.account(i), RateLab.up(1 << 20));
    }
    lab.gate.limits(RateLab.up(10 << 20), limits);
    RateLab.Demand demand = lab.demand(RateLab.flow(7, 1, 1), BLOCK, 4);
    lab.pass(SECOND);
    demand.end();
    lab.pass(SECOND);
    assertThat(lab.timers()).isZero();
  }

  @Test
  void close_nothingIsGrantedAndNoTimerRuns() {
    lab.limit(RateLab.up(1 << 20));
    lab.demand(RateLab.flow(1, 1, 1), BLOCK, 4);
    lab.gate.close();
    lab.forget();
    lab.pass(Duration.ofMinutes(1));
    lab.demand(RateLab.flow(1, 1, 2), BLOCK, 4);
    lab.pass(Duration.ofMinutes(1));
    assertThat(lab.bytes()).isZero();
    assertThat(lab.timers()).isZero();
  }

  @Test
  void callbackThatAsksAgain_atAHighRate_doesNotNestWithoutEnd() {
    lab.limit(RateLab.up(1L << 36));
    lab.demand(RateLab.flow(1, 1, 1), BLOCK, 1);
    lab.pass(SECOND);
    assertThat(lab.bytes()).isBetween((1L << 36) * 99 / 100, 1L << 36);
  }
}
