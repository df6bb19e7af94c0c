package org.annals.seeder.sync;

/** What the planner wants done. */
public sealed interface SyncAction {
  /** The chunk in question. */
  SyncTarget target();

  /** Begin to fetch; ends with {@code fetched} or {@code failed}, or by a {@link Stop}. */
  record Fetch(SyncTarget target) implements SyncAction {}

  /** Stop fetching; ends with {@code stopped}. */
  record Stop(SyncTarget target) implements SyncAction {}
}
