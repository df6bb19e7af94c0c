package org.annals.quota.schedule;

import java.util.OptionalLong;
import org.annals.quota.Rate;
import org.annals.quota.RateLimits;

/**
 * What people have set for the transfers of the node or of one community.
 *
 * @param normal what holds when nothing else does
 * @param slow what holds at most while slow is on
 * @param slowOn whether it is
 * @param monthlyBytes how many bytes may go over the sockets, both ways together, in a calendar
 *     month; empty: any number
 */
public record TransferRules(
    RateLimits normal,
    RateLimits slow,
    boolean slowOn,
    WeeklySchedule schedule,
    Pause pause,
    OptionalLong monthlyBytes) {
  /** What slow means where nobody said it: calls and videos of the house stay undisturbed. */
  public static final RateLimits SLOW =
      new RateLimits(Rate.bytesPerSecond(256 << 10), Rate.bytesPerSecond(1 << 20));

  /** Nothing is limited. */
  public static final TransferRules NONE =
      new TransferRules(
          RateLimits.UNLIMITED,
          SLOW,
          false,
          WeeklySchedule.NONE,
          Pause.none(),
          OptionalLong.empty());

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException when the budget is negative
   */
  public TransferRules {
    if (monthlyBytes.orElse(0) < 0) {
      throw new IllegalArgumentException("a budget is 0 bytes or more");
    }
  }

  /** The same with other normal limits. */
  public TransferRules normal(RateLimits other) {
    return new TransferRules(other, slow, slowOn, schedule, pause, monthlyBytes);
  }

  /** The same with slow on or off, and what it means. */
  public TransferRules slow(boolean on, RateLimits meaning) {
    return new TransferRules(normal, meaning, on, schedule, pause, monthlyBytes);
  }

  /** The same with another schedule. */
  public TransferRules schedule(WeeklySchedule other) {
    return new TransferRules(normal, slow, slowOn, other, pause, monthlyBytes);
  }

  /** The same, paused or not. */
  public TransferRules pause(Pause other) {
    return new TransferRules(normal, slow, slowOn, schedule, other, monthlyBytes);
  }

  /** The same with another budget. */
  public TransferRules monthly(OptionalLong bytes) {
    return new TransferRules(normal, slow, slowOn, schedule, pause, bytes);
  }
}
