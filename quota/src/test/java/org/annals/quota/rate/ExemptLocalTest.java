package org.annals.quota.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.annals.quota.Direction;
import org.annals.quota.Flow;
import org.annals.quota.RateLimits;
import org.annals.quota.Ticket;
import org.junit.jupiter.api.Test;

/**
 * Peers in the local network are limited like all others, unless the gate is told to exempt them.
 */
final class ExemptLocalTest {
  private static final Flow NEAR = new Flow(RateLab.account(1), "chunk", "near", true);
  private static final Flow FAR = new Flow(RateLab.account(1), "chunk", "far", false);

  private final RateLab lab = new RateLab();

  private Ticket ask(Flow flow) {
    return lab.gate.ask(flow, Direction.UP, RateLab.BLOCK, () -> {});
  }

  @Test
  void atFirst_localPeersWaitLikeOthers() {
    lab.limit(RateLimits.STOP);
    assertThat(ask(NEAR).granted()).isFalse();
  }

  @Test
  void exempt_localPeersHaveLeave_othersWait() {
    lab.gate.limits(RateLimits.STOP, Map.of(RateLab.account(1), RateLimits.STOP));
    lab.gate.exemptLocal(true);
    assertThat(ask(NEAR).granted()).isTrue();
    assertThat(ask(FAR).granted()).isFalse();
    assertThat(lab.timers()).isZero();
  }

  @Test
  void exemptedWhileTheyWait_haveLeaveInOrderBeforeTheCallReturns() {
    lab.limit(RateLimits.STOP);
    List<Integer> order = new ArrayList<>();
    Ticket far = ask(FAR);
    for (int i = 0; i < 50; i++) {
      int number = i;
      lab.gate.ask(NEAR, Direction.UP, RateLab.BLOCK, () -> order.add(number));
    }
    lab.gate.exemptLocal(true);
    assertThat(order).containsExactlyElementsOf(IntStream.range(0, 50).boxed().toList());
    assertThat(far.granted()).isFalse();
  }

  @Test
  void askedWhileThoseBeforeAreTold_hasLeaveToo() {
    lab.limit(RateLimits.STOP);
    List<Ticket> next = new ArrayList<>();
    lab.gate.ask(NEAR, Direction.UP, RateLab.BLOCK, () -> next.add(ask(NEAR)));
    Ticket far = ask(FAR);
    lab.gate.exemptLocal(true);
    assertThat(next).hasSize(1).allMatch(Ticket::granted);
    assertThat(far.granted()).isFalse();
  }

  @Test
  void limitsSetMeanwhile_leaveTheExemptionAsItIs() {
    lab.gate.exemptLocal(true);
    lab.limit(RateLimits.STOP);
    assertThat(ask(NEAR).granted()).isTrue();
  }

  @Test
  void exemptNoMore_localPeersAreLimitedAgain() {
    lab.limit(RateLab.up(1 << 20));
    lab.gate.exemptLocal(true);
    lab.pass(Duration.ofSeconds(1));
    lab.gate.exemptLocal(false);
    lab.demand(NEAR, RateLab.BLOCK, 4);
    lab.pass(Duration.ofSeconds(10));
    assertThat(lab.bytes()).isLessThanOrEqualTo((10L << 20) + (1L << 18));
  }
}
