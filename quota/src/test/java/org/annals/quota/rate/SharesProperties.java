package org.annals.quota.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.annals.quota.Account;
import org.annals.quota.Rate;
import org.annals.quota.RateLimits;

/** What holds for any hierarchy, any demand and any course of time. */
final class SharesProperties {
  private static final int BLOCK = RateLab.BLOCK;
  private static final long MIB = 1 << 20;

  @Property(tries = 60)
  void anyHierarchyAndDemand_noLimitIsExceededOverAnyWindow(
      @ForAll @IntRange(min = 1, max = 6) int communities, @ForAll long seed) {
    Random dice = new Random(seed);
    RateLab lab = new RateLab();
    long node = rate(dice);
    long[] rates = new long[communities];
    Map<Account, RateLimits> limits = new HashMap<>();
    for (int i = 0; i < communities; i++) {
      rates[i] = rate(dice);
      limits.put(RateLab.account(i), RateLab.up(rates[i]));
    }
    lab.gate.limits(RateLab.up(node), limits);
    List<RateLab.Demand> demands = new ArrayList<>();
    for (int step = 0; step < 60; step++) {
      demands.add(
          lab.demand(
              RateLab.flow(dice.nextInt(communities), dice.nextInt(4), dice.nextInt(4)),
              1 + dice.nextInt(dice.nextBoolean() ? BLOCK : 131_085),
              1 + dice.nextInt(8)));
      lab.pass(Duration.ofMillis(dice.nextInt(400)));
      if (dice.nextInt(3) == 0) {
        demands.remove(dice.nextInt(demands.size())).end();
      }
    }
    lab.assertNeverAbove(node, each -> true);
    for (int i = 0; i < communities; i++) {
      Account account = RateLab.account(i);
      lab.assertNeverAbove(rates[i], each -> each.flow().account().equals(account));
    }
  }

  private static long rate(Random dice) {
    return (16_384L << dice.nextInt(11)) + dice.nextInt(9_999);
  }

  @Property(tries = 40)
  void clockThatJumpsBothWays_mintsAtMostABurstEachTime(@ForAll long seed) {
    Random dice = new Random(seed);
    RateLab lab = new RateLab();
    lab.limit(RateLab.up(MIB));
    lab.demand(RateLab.flow(1, 1, 1), BLOCK, 32);
    int jumps = 0;
    for (int step = 0; step < 50; step++) {
      lab.pass(Duration.ofMillis(dice.nextInt(500)));
      long jump = Math.round(dice.nextGaussian() * 100_000);
      jumps += jump > 0 ? 1 : 0;
      lab.jump(Duration.ofMillis(jump));
    }
    assertThat(lab.bytes())
        .isLessThanOrEqualTo(lab.nanos() / 1_000 * MIB / 1_000_000 + (jumps + 1) * MIB * 15 / 100);
  }

  @Property(tries = 40)
  void saturatedCommunities_whateverTheirChunksAndPeers_shareEqually(
      @ForAll @IntRange(min = 2, max = 8) int communities, @ForAll long seed) {
    Random dice = new Random(seed);
    RateLab lab = new RateLab();
    lab.limit(RateLab.up(2 * MIB));
    for (int c = 0; c < communities; c++) {
      int bytes = dice.nextBoolean() ? BLOCK : 6_000 + dice.nextInt(125_085);
      demandOf(lab, c, 1 + dice.nextInt(10), 1 + dice.nextInt(8), bytes);
    }
    lab.pass(Duration.ofSeconds(10));
    for (int c = 0; c < communities; c++) {
      assertThat(lab.bytesOf(c)).isCloseTo(20 * MIB / communities, withinPercentage(15));
    }
  }

  private static void demandOf(RateLab lab, int community, int chunks, int peers, int bytes) {
    for (int chunk = 0; chunk < chunks; chunk++) {
      for (int peer = 0; peer < peers; peer++) {
        lab.demand(RateLab.flow(community, chunk, peer), bytes, 2);
      }
    }
  }

  @Property(tries = 40)
  void peersOfAChunk_whateverTheSizeOfTheirQuestions_shareEqually(
      @ForAll @IntRange(min = 2, max = 10) int peers, @ForAll long seed) {
    Random dice = new Random(seed);
    RateLab lab = new RateLab();
    lab.limit(RateLab.up(2 * MIB));
    for (int p = 0; p < peers; p++) {
      lab.demand(RateLab.flow(1, 1, p), 6_000 + dice.nextInt(125_085), 2 + dice.nextInt(30));
    }
    lab.pass(Duration.ofSeconds(10));
    for (int p = 0; p < peers; p++) {
      String peer = "peer-" + p;
      assertThat(lab.bytes(each -> each.flow().peer().equals(peer)))
          .isCloseTo(20 * MIB / peers, withinPercentage(15));
    }
  }

  @Property(tries = 40)
  void communityLimits_aboveTheNodes_theNodesIsUsedUpAndTheLowLimitsToo(
      @ForAll @IntRange(min = 1, max = 5) int low, @ForAll @IntRange(min = 1, max = 5) int high) {
    RateLab lab = new RateLab();
    Map<Account, RateLimits> limits = new HashMap<>();
    for (int c = 0; c < low; c++) {
      limits.put(RateLab.account(c), RateLab.up(MIB / 8));
    }
    lab.gate.limits(RateLab.up(4 * MIB), limits);
    for (int c = 0; c < low + high; c++) {
      demandOf(lab, c, 2, 2, BLOCK);
    }
    lab.pass(Duration.ofSeconds(10));
    assertThat(lab.bytes()).isCloseTo(40 * MIB, withinPercentage(1));
    for (int c = 0; c < low + high; c++) {
      long share = c < low ? 10 * MIB / 8 : (40 * MIB - 10 * MIB / 8 * low) / high;
      assertThat(lab.bytesOf(c)).isCloseTo(share, withinPercentage(5));
    }
  }

  @Property(tries = 20)
  void communityThatGoesIdle_leavesItsShareToTheOthersWithinASecond(
      @ForAll @IntRange(min = 2, max = 6) int communities) {
    RateLab lab = new RateLab();
    lab.limit(RateLab.up(2 * MIB));
    RateLab.Demand idle = lab.demand(RateLab.flow(0, 0, 0), BLOCK, 8);
    for (int c = 1; c < communities; c++) {
      lab.demand(RateLab.flow(c, 0, 0), BLOCK, 8);
    }
    lab.pass(Duration.ofSeconds(5));
    idle.end();
    lab.forget();
    lab.pass(Duration.ofSeconds(1));
    assertThat(lab.bytes()).isGreaterThanOrEqualTo(2 * MIB * 95 / 100);
  }

  @Property(tries = 20)
  void newcomer_besideManyDeepQueues_waitsForOneRoundOnly(
      @ForAll @IntRange(min = 1, max = 20) int others) {
    RateLab lab = new RateLab();
    lab.limit(RateLab.up(MIB / 4));
    for (int p = 0; p < others; p++) {
      lab.demand(RateLab.flow(1, 1, p), BLOCK, 32);
    }
    lab.pass(Duration.ofSeconds(3));
    lab.forget();
    lab.demand(RateLab.flow(1, 1, 99), BLOCK, 1);
    lab.pass(Duration.ofMillis(100 + 64L * (others + 1)));
    assertThat(lab.bytes(each -> each.flow().peer().equals("peer-99"))).isPositive();
  }

  @Property(tries = 40)
  void limitsThatChange_anyNumberOfTimes_eachHoldsWhileItIsSet(@ForAll long seed) {
    Random dice = new Random(seed);
    RateLab lab = new RateLab();
    lab.limit(RateLimits.STOP);
    demandOf(lab, 1, 3, 3, BLOCK);
    for (int i = 0; i < 12; i++) {
      long rate = dice.nextInt(4) == 0 ? 0 : rate(dice);
      boolean ofNode = dice.nextBoolean();
      RateLimits limits = new RateLimits(Rate.bytesPerSecond(rate), Rate.unlimited());
      lab.gate.limits(
          ofNode ? limits : RateLab.up(1L << 33),
          ofNode ? Map.of() : Map.of(RateLab.account(1), limits));
      lab.forget();
      lab.pass(Duration.ofSeconds(5));
      long lastLook = rate / 50;
      assertThat(lab.bytes())
          .as("%d bytes/s", rate)
          .isBetween(rate * 5 - 3L * BLOCK - lastLook, RateLab.most(rate, Duration.ofSeconds(5)));
    }
  }
}
