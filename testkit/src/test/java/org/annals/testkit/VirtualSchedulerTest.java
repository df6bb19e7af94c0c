package org.annals.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VirtualSchedulerTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final VirtualClock clock = new VirtualClock(START);
  private final VirtualScheduler scheduler = new VirtualScheduler(clock);
  private final List<String> log = new ArrayList<>();

  private void note(String what) {
    log.add(what + "@" + Duration.between(START, clock.instant()).toSeconds());
  }

  private void after(long seconds, Runnable task) {
    assertThat(scheduler.schedule(task, seconds, TimeUnit.SECONDS).isDone()).isFalse();
  }

  @Test
  void advance_tasksOutOfOrder_runAtTheirTimes() {
    after(9, () -> note("late"));
    after(3, () -> note("early"));
    scheduler.execute(() -> note("now"));

    scheduler.advance(Duration.ofSeconds(9));

    assertThat(log).containsExactly("now@0", "early@3", "late@9");
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(9));
    assertThat(clock.ticker().getAsLong()).isEqualTo(9_000_000_000L);
  }

  @Test
  void advance_taskSchedulesAnother_runsInTheSameAdvance() {
    after(2, () -> after(2, () -> note("second")));

    scheduler.advance(Duration.ofSeconds(3));
    assertThat(log).isEmpty();
    scheduler.advance(Duration.ofSeconds(1));

    assertThat(log).containsExactly("second@4");
  }

  @Test
  void scheduleAtFixedRate_cancelled_stops() {
    ScheduledFuture<?> future =
        scheduler.scheduleAtFixedRate(() -> note("tick"), 1, 2, TimeUnit.SECONDS);

    scheduler.advance(Duration.ofSeconds(5));
    future.cancel(false);
    scheduler.advance(Duration.ofSeconds(50));

    assertThat(log).containsExactly("tick@1", "tick@3", "tick@5");
    assertThat(scheduler.waiting()).isZero();
  }

  @Test
  void submit_taskFails_failureIsInTheFuture() {
    Future<?> future =
        scheduler.submit(
            () -> {
              throw new IllegalStateException("planned");
            });

    scheduler.runDue();

    assertThat(future.isDone()).isTrue();
    assertThatThrownBy(future::get).hasRootCauseMessage("planned");
  }

  @Test
  void execute_taskFails_surfacesAtTheTest() {
    scheduler.execute(
        () -> {
          throw new IllegalStateException("planned");
        });

    assertThatThrownBy(scheduler::runDue).hasRootCauseMessage("planned");
  }

  @Test
  void jump_wallClockOnly_timersStay() {
    after(10, () -> note("timer"));

    clock.jump(Duration.ofDays(-30));
    scheduler.advance(Duration.ofSeconds(10));

    assertThat(log).hasSize(1);
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(10).minus(Duration.ofDays(30)));
  }

  @Test
  void shutdown_newTask_rejected() {
    scheduler.shutdown();

    assertThatThrownBy(() -> scheduler.execute(() -> note("never")))
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(scheduler.isTerminated()).isTrue();
  }
}
