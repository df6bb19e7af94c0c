package org.annals.waku;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WakuPartsTest {

  @Property(tries = 300)
  void pause_anyFailures_isBetweenHalfAndAll(
      @ForAll @IntRange(max = 1_000_000) int failures, @ForAll long seed) {
    RedialTimes times = RedialTimes.standard();
    long full = Math.min(300_000, 1000L << Math.min(20, Math.max(0, failures - 1)));
    assertThat(times.pause(failures, new SplittableRandom(seed)).toMillis())
        .isBetween(full / 2, full);
  }

  @Test
  void next_clockStandsOrGoesBack_grows() {
    Instant[] now = {Instant.parse("2026-01-01T00:00:00.123456789Z")};
    Timestamps timestamps =
        new Timestamps(
            new Clock() {
              @Override
              public ZoneOffset getZone() {
                return ZoneOffset.UTC;
              }

              @Override
              public Clock withZone(ZoneId zone) {
                return this;
              }

              @Override
              public Instant instant() {
                return now[0];
              }
            });
    long first = timestamps.next();
    assertThat(Timestamps.moment(first)).isEqualTo(now[0]);
    assertThat(timestamps.next()).isEqualTo(first + 1);
    now[0] = now[0].minusSeconds(100);
    assertThat(timestamps.next()).isEqualTo(first + 2);
    now[0] = now[0].plusSeconds(200);
    assertThat(timestamps.next()).isEqualTo(first + Duration.ofSeconds(100).toNanos());
  }

  @Property(tries = 200)
  void moment_anyTimestamp_isAnInstant(@ForAll long nanos) {
    Instant moment = Timestamps.moment(nanos);
    assertThat(moment)
        .isBetween(Instant.parse("1600-01-01T00:00:00Z"), Instant.parse("2300-01-01T00:00:00Z"));
  }

  @Test
  void execute_moreThanMayWait_dropsTheRest() {
    Deque<Runnable> queue = new ArrayDeque<>();
    BoundedCallbacks callbacks = new BoundedCallbacks(queue::add, 2);
    AtomicInteger ran = new AtomicInteger();
    for (int i = 0; i < 5; i++) {
      callbacks.execute(ran::incrementAndGet);
    }
    assertThat(queue).hasSize(2);
    queue.forEach(Runnable::run);
    queue.clear();
    callbacks.execute(
        () -> {
          throw new IllegalStateException("a listener's fault");
        });
    callbacks.execute(ran::incrementAndGet);
    queue.forEach(Runnable::run);
    assertThat(ran).hasValue(3);
  }
}
