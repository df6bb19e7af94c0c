package org.annals.quota.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.annals.quota.Account;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class WorkGateTest {
  private static final Account CLUB = new Account("club");

  private long now;
  private long cpu;
  private long runtime;
  private long slept;

  private WorkGate gate(WorkLimits limits) {
    WorkGate gate =
        new WorkGate(
            () -> now,
            new WorkGate.Processor(() -> cpu, () -> runtime),
            nanos -> {
              now += nanos;
              slept += nanos;
            });
    gate.limits(limits);
    return gate;
  }

  private static WorkLimits cpu(int percent) {
    return WorkLimits.NONE.cpu(OptionalInt.of(percent));
  }

  private void work(long nanos) {
    now += nanos;
    cpu += nanos;
  }

  @Property
  void share_overAWhile_isTheSetOneWithinATenth(
      @ForAll @IntRange(min = 5, max = 95) int percent,
      @ForAll @Size(min = 10, max = 30) List<@LongRange(min = 1, max = 800) Long> steps) {
    now = 0;
    cpu = 0;
    WorkGate gate = gate(cpu(percent));
    try (WorkGate.Work work = gate.begin(CLUB)) {
      while (now < 300_000_000_000L) {
        for (long each : steps) {
          work(each * 1_000_000);
          work.step();
        }
      }
    }
    double share = 100.0 * cpu / now;
    assertThat(share).isCloseTo(percent, within(percent / 10.0));
    assertThat(gate.totals(CLUB).cpuNanos()).isEqualTo(cpu);
  }

  @Test
  void whatTheVirtualMachineTakesMeanwhile_belongsToTheShare_onNoAccount() {
    WorkGate gate = gate(cpu(50));
    runtime = 60_000_000_000L;
    try (WorkGate.Work work = gate.begin(CLUB)) {
      while (now < 300_000_000_000L) {
        work(20_000_000);
        runtime += 30_000_000;
        work.step();
      }
    }
    double share = 100.0 * (cpu + runtime - 60_000_000_000L) / now;
    assertThat(share).isCloseTo(50, within(5.0));
    assertThat(gate.totals(CLUB).cpuNanos()).isEqualTo(cpu);
  }

  @Test
  void noLimit_neverSleeps() {
    try (WorkGate.Work work = gate(WorkLimits.NONE).begin(CLUB)) {
      work(5_000_000_000L);
      work.step();
    }
    assertThat(slept).isZero();
  }

  @Test
  void idleTime_isNotSavedUp() {
    WorkGate gate = gate(cpu(50));
    now += 3_600_000_000_000L;
    try (WorkGate.Work work = gate.begin(CLUB)) {
      work(1_000_000_000L);
      work.step();
    }
    assertThat(slept).isGreaterThanOrEqualTo(700_000_000L);
  }

  @Test
  void twoThreadsShareTheLimit() {
    WorkGate gate = gate(cpu(100));
    try (WorkGate.Work one = gate.begin(CLUB);
        WorkGate.Work other = gate.begin(new Account("other"))) {
      // Both used a second of a core in the same second.
      now += 1_000_000_000L;
      cpu += 1_000_000_000L;
      one.step();
      other.step();
    }
    assertThat(slept).isCloseTo(1_000_000_000L, within(200_000_000L));
  }

  @Test
  void sleep_interrupted_returnsStillInterrupted() {
    WorkGate gate =
        new WorkGate(
            () -> now,
            new WorkGate.Processor(() -> cpu, () -> runtime),
            nanos -> {
              throw new InterruptedException();
            });
    gate.limits(cpu(1));
    try (WorkGate.Work work = gate.begin(CLUB)) {
      work(1_000_000_000L);
      work.step();
    }
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void buffers_beyondTheLimit_waitForOthers() throws Exception {
    WorkGate gate = gate(WorkLimits.NONE.memory(OptionalLong.of(WorkLimits.LEAST_MEMORY)));
    WorkGate.Buffers first = gate.hold(CLUB, WorkLimits.LEAST_MEMORY / 2 + 1);
    CountDownLatch asking = new CountDownLatch(1);
    CompletableFuture<Long> second =
        CompletableFuture.supplyAsync(
            () -> {
              asking.countDown();
              try {
                WorkGate.Buffers held = gate.hold(CLUB, WorkLimits.LEAST_MEMORY / 2);
                long bytes = gate.totals(CLUB).bufferBytes();
                held.close();
                return bytes;
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    asking.await();
    assertThat(gate.totals(CLUB).bufferBytes()).isEqualTo(WorkLimits.LEAST_MEMORY / 2 + 1);
    assertThat(second).isNotDone();
    first.close();
    first.close();
    assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(WorkLimits.LEAST_MEMORY / 2);
    assertThat(gate.totals(CLUB).bufferBytes()).isZero();
  }

  @Test
  void buffers_largerThanTheLimit_areGivenToOneAlone() throws Exception {
    WorkGate gate = gate(WorkLimits.NONE.memory(OptionalLong.of(WorkLimits.LEAST_MEMORY)));
    WorkGate.Buffers large = gate.hold(CLUB, 10 * WorkLimits.LEAST_MEMORY);
    assertThat(gate.totals(CLUB).bufferBytes()).isEqualTo(10 * WorkLimits.LEAST_MEMORY);
    large.close();
  }

  @Test
  void tryHold_beyondTheLimit_isEmptyAndHoldsNothing() throws Exception {
    WorkGate gate = gate(WorkLimits.NONE.memory(OptionalLong.of(WorkLimits.LEAST_MEMORY)));
    WorkGate.Buffers first = gate.hold(CLUB, WorkLimits.LEAST_MEMORY / 2 + 1);
    assertThat(gate.tryHold(CLUB, WorkLimits.LEAST_MEMORY / 2)).isEmpty();
    assertThat(gate.totals(CLUB).bufferBytes()).isEqualTo(WorkLimits.LEAST_MEMORY / 2 + 1);
    first.close();
    WorkGate.Buffers second = gate.tryHold(CLUB, WorkLimits.LEAST_MEMORY / 2).orElseThrow();
    assertThat(gate.totals(CLUB).bufferBytes()).isEqualTo(WorkLimits.LEAST_MEMORY / 2);
    second.close();
    assertThat(gate.totals(CLUB).bufferBytes()).isZero();
  }

  @Test
  void split_buffers_areGivenBackEachByItself() throws Exception {
    WorkGate gate = gate(WorkLimits.NONE);
    WorkGate.Buffers all = gate.hold(CLUB, 10);
    WorkGate.Buffers part = all.split(4);
    assertThat(gate.totals(CLUB).bufferBytes()).isEqualTo(10);
    assertThatIllegalArgumentException().isThrownBy(() -> all.split(7));
    all.close();
    assertThat(gate.totals(CLUB).bufferBytes()).isEqualTo(4);
    part.close();
    assertThat(gate.totals(CLUB).bufferBytes()).isZero();
  }

  @Test
  void isAwaited_onlyWhileSomebodyWaits() throws Exception {
    WorkGate gate = gate(WorkLimits.NONE.memory(OptionalLong.of(WorkLimits.LEAST_MEMORY)));
    WorkGate.Buffers first = gate.hold(CLUB, WorkLimits.LEAST_MEMORY);
    assertThat(gate.isAwaited()).isFalse();
    Thread second = new Thread(() -> holdUntilInterrupted(gate));
    second.start();
    while (!gate.isAwaited()) {
      Thread.onSpinWait();
    }
    second.interrupt();
    second.join();
    assertThat(gate.isAwaited()).isFalse();
    first.close();
    assertThat(gate.totals(CLUB).bufferBytes()).isZero();
  }

  private static void holdUntilInterrupted(WorkGate gate) {
    try {
      gate.hold(CLUB, 1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void limits_outOfRange_areRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> cpu(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WorkLimits.NONE.memory(OptionalLong.of(WorkLimits.LEAST_MEMORY - 1)));
  }
}
