package org.annals.archiver.seal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Whether the wall clock can be trusted with sealing (FORMAT section 3): it did not jump by more
 * than an hour against the monotonic clock, and after more than 8 days off, or when it runs behind
 * its own past, two peers' fresh messages agree with it or 24 hours have passed.
 *
 * <p>Thread-safe.
 */
public final class ClockCheck {
  /** Larger differences between the clocks are a jump. */
  public static final Duration TOLERANCE = Duration.ofHours(1);

  /** After this long off, the clock alone is not believed. */
  public static final Duration LONG_OFF = Duration.ofDays(8);

  /** After this long without a jump, the clock alone is believed. */
  public static final Duration SETTLED = Duration.ofHours(24);

  private static final int OPINIONS = 2;

  private final Clock clock;
  private final LongSupplier nanos;
  private final long startNanos;
  private final Set<String> agreeing = new HashSet<>();
  private Instant anchor;
  private long anchorNanos;
  private boolean doubtful;

  /**
   * Begins to watch at the node's start.
   *
   * @param nanos monotonic, nanoseconds
   * @param lastRunning when this node was last seen running by its own clock, if it ever was
   */
  public ClockCheck(Clock clock, LongSupplier nanos, Optional<Instant> lastRunning) {
    this.clock = clock;
    this.nanos = nanos;
    this.anchor = clock.instant();
    this.startNanos = nanos.getAsLong();
    this.anchorNanos = startNanos;
    this.doubtful =
        lastRunning
            .map(last -> Duration.between(last, anchor))
            .filter(off -> off.compareTo(LONG_OFF) > 0 || off.plus(TOLERANCE).isNegative())
            .isPresent();
  }

  /**
   * Takes note of a message that came in now, as a second opinion.
   *
   * @param peer who sent it
   * @param timestamp its time by the sender's clock
   */
  public synchronized void heard(String peer, Instant timestamp) {
    look();
    if (Duration.between(timestamp, clock.instant()).abs().compareTo(TOLERANCE) <= 0) {
      agreeing.add(peer);
    }
    if (agreeing.size() >= OPINIONS) {
      doubtful = false;
    }
  }

  /** Whether windows may be sealed by this clock. */
  public synchronized boolean isPlausible() {
    look();
    return !doubtful;
  }

  /** How long the node has been up, by the monotonic clock. */
  public Duration uptime() {
    return Duration.ofNanos(nanos.getAsLong() - startNanos);
  }

  private void look() {
    Instant now = clock.instant();
    Duration steady = Duration.ofNanos(nanos.getAsLong() - anchorNanos);
    if (Duration.between(anchor.plus(steady), now).abs().compareTo(TOLERANCE) > 0) {
      doubtful = true;
      agreeing.clear();
      anchor = now;
      anchorNanos = nanos.getAsLong();
    } else if (steady.compareTo(SETTLED) >= 0) {
      doubtful = false;
    }
  }
}
