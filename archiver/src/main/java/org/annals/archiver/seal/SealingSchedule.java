package org.annals.archiver.seal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.annals.archiver.TimeWindow;

/**
 * When a window is sealed (FORMAT section 3): seven days after its end; and once its gaps are
 * filled, or cannot be, or the node has been up for a day; and while the clock is plausible. {@code
 * pack --now} overrides the last two, never the first.
 *
 * <p>Thread-safe.
 */
public final class SealingSchedule {
  /** Addendum parts of a window are made at most this often, unless asked for. */
  public static final Duration ADDENDUM_PAUSE = Duration.ofDays(7);

  private static final Duration LONG_UP = Duration.ofHours(24);

  private final Clock clock;
  private final ClockCheck check;

  /** A schedule by this clock. */
  public SealingSchedule(Clock clock, ClockCheck check) {
    this.clock = clock;
    this.check = check;
  }

  /** The newest window that may be sealed by time alone, if there is any. */
  public Optional<TimeWindow> newestClosed() {
    long open = TimeWindow.ofClock(Math.max(0, clock.millis())).index();
    return open < 2 ? Optional.empty() : Optional.of(new TimeWindow(open - 2));
  }

  /**
   * Whether a window may be sealed now.
   *
   * @param asked whether the owner asked for it by {@code pack --now}
   */
  public SealDecision decide(TimeWindow window, SealConditions conditions, boolean asked) {
    Instant closed = Instant.ofEpochMilli(window.foldLimitMillis());
    if (clock.instant().isBefore(closed)) {
      return new SealDecision.Wait("younger than seven days", Optional.of(closed));
    }
    if (asked) {
      return new SealDecision.Seal();
    }
    if (!check.isPlausible()) {
      return new SealDecision.Wait("the computer's clock is in doubt", Optional.empty());
    }
    Duration up = check.uptime();
    boolean complete =
        !conditions.storesConfigured()
            || up.compareTo(LONG_UP) >= 0
            || conditions.gapsFilled().test(window);
    return complete
        ? new SealDecision.Seal()
        : new SealDecision.Wait(
            "messages that may be missing are still asked for",
            Optional.of(clock.instant().plus(LONG_UP.minus(up))));
  }

  /**
   * Whether late messages of a sealed window may be packed now.
   *
   * @param last when the window's newest chunk was made
   */
  public boolean addendumDue(Instant last, boolean asked) {
    return asked || !clock.instant().isBefore(last.plus(ADDENDUM_PAUSE));
  }
}
