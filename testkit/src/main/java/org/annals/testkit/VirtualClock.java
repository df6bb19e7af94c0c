package org.annals.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * A wall clock and a monotonic ticker that move only when the test moves them. Thread-safe.
 *
 * <p>The wall clock can {@link #jump} alone, as clocks of real machines do; the ticker never goes
 * back.
 */
public final class VirtualClock extends Clock {
  private final State state;
  private final ZoneId zone;

  private static final class State {
    private Instant now;
    private long nanos;

    private State(Instant now) {
      this.now = now;
    }
  }

  /** Starts at this moment; the ticker starts at 0. */
  public VirtualClock(Instant start) {
    this(new State(start), ZoneOffset.UTC);
  }

  private VirtualClock(State state, ZoneId zone) {
    this.state = state;
    this.zone = zone;
  }

  /**
   * Lets time pass on both clocks. Timers of a {@link VirtualScheduler} do not run by this alone.
   */
  public void advance(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("time does not go back; jump the wall clock instead");
    }
    synchronized (state) {
      state.now = state.now.plus(time);
      state.nanos = Math.addExact(state.nanos, time.toNanos());
    }
  }

  /** Sets the wall clock forward or back, as a user or NTP does; the ticker stays. */
  public void jump(Duration time) {
    synchronized (state) {
      state.now = state.now.plus(time);
    }
  }

  /** The monotonic ticker: nanoseconds since the start. */
  public LongSupplier ticker() {
    return () -> {
      synchronized (state) {
        return state.nanos;
      }
    };
  }

  @Override
  public Instant instant() {
    synchronized (state) {
      return state.now;
    }
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    return new VirtualClock(state, other);
  }
}
