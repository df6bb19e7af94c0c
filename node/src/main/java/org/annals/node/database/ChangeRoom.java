package org.annals.node.database;

import java.util.Optional;
import java.util.function.Supplier;
import org.annals.importer.disk.FileGrowth;
import org.annals.importer.disk.StorageRefusedException;
import org.annals.quota.ReserveOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Room for changes, asked for before they begin: a refusal in the middle of a write would close the
 * database. Confined to whoever has the turn.
 */
final class ChangeRoom {
  /**
   * Reserved at all times, so that what makes room can be written down when there is none: eviction
   * begins with a mark in the ledger.
   */
  private static final long KEPT = 1 << 20;

  /** With less than this reserved nothing is changed. */
  private static final long LEAST = 128 << 10;

  private static final long ROW = 512;

  private final Supplier<FileGrowth> growth;
  private long changing;

  /** In the file that this counts at the moment. */
  ChangeRoom(Supplier<FileGrowth> growth) {
    this.growth = growth;
  }

  /**
   * Asks for what one more row of the change takes.
   *
   * @throws StorageRefusedException when there is no room; nothing may be changed then
   */
  void ask(@Nullable Object... values) throws StorageRefusedException {
    changing += ROW;
    for (Object each : values) {
      changing += each instanceof byte[] large ? 2L * large.length : 0;
    }
    Optional<ReserveOutcome.Refused> refused = growth.get().reserveAhead(KEPT + changing);
    if (refused.isPresent()) {
      refused = growth.get().reserveAhead(LEAST + changing);
    }
    if (refused.isPresent()) {
      throw new StorageRefusedException(refused.get().reason(), refused.get().missing());
    }
  }

  /** The change has ended. */
  void keep() {
    changing = 0;
    growth.get().keepAhead(KEPT);
  }

  /** Gives so much of what is kept back, as far as the next changes do not need it. */
  void giveBack(long bytes) {
    long left = Math.max(LEAST, growth.get().ahead() - bytes);
    growth.get().releaseAhead();
    growth.get().keepAhead(left);
  }
}
