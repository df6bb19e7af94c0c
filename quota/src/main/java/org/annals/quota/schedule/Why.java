package org.annals.quota.schedule;

/** Why limits are what they are; the last one that applies names them. */
public enum Why {
  /** Nothing but the normal limits holds. */
  NORMAL,
  /** A window of the schedule holds. */
  SCHEDULED,
  /** Slow is on. */
  SLOW,
  /** Transfers are paused. */
  PAUSED,
  /** The month's budget is used up. */
  BUDGET_USED_UP
}
