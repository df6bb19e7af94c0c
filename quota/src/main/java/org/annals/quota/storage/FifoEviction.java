package org.annals.quota.storage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.annals.quota.Account;

/**
 * Which chunks go when there are too many bytes (DESIGN section 5): first what was removed and is
 * still kept, then the oldest window; inside the community that is over its cap first, then
 * wherever the oldest is. Pinned chunks never go.
 *
 * <p>For something new, only older chunks go: history that was evicted never comes back at the cost
 * of newer history. When even all of them do not make enough room, none of them goes.
 *
 * <p>A pure function; the same input in any order gives the same answer.
 */
public final class FifoEviction {
  private FifoEviction() {}

  /**
   * What is to go.
   *
   * @param evict in this order
   * @param missing bytes that lack all the same; 0 when everything fits afterwards
   */
  public record Plan(List<ChunkRecord> evict, long missing) {
    public Plan {
      evict = List.copyOf(evict);
    }

    /** Whether all that was asked for fits once the chunks are gone. */
    public boolean suffices() {
      return missing == 0;
    }
  }

  /** What has to go until no cap is passed. What can go goes, even when it is not enough. */
  public static Plan withinCaps(Occupancy now, Collection<ChunkRecord> chunks) {
    Run run = new Run(now, chunks);
    run.relieve();
    return new Plan(run.gone, run.excess());
  }

  /**
   * What has to go so that bytes can be reserved. Caps that are passed already are come back to
   * first, whether the need can be met or not.
   */
  public static Plan forNeed(Occupancy now, Collection<ChunkRecord> chunks, Need need) {
    Run run = new Run(now, chunks);
    run.relieve();
    Run attempt = new Run(run);
    attempt.makeRoom(need);
    long missing = attempt.missing(need);
    return missing == 0 ? new Plan(attempt.gone, 0) : new Plan(run.gone, missing);
  }

  /** One computation: what is left, what is gone. */
  private static final class Run {
    private final Map<Account, Level> levels;
    private final List<ChunkRecord> left;
    private final List<ChunkRecord> gone;
    private Level node;

    Run(Occupancy now, Collection<ChunkRecord> chunks) {
      this.levels = new HashMap<>(now.accounts());
      this.node = now.node();
      this.gone = new ArrayList<>();
      this.left =
          new ArrayList<>(
              chunks.stream()
                  .filter(ChunkRecord::isEvictable)
                  .sorted(ChunkRecord.FIRST_OUT)
                  .toList());
    }

    Run(Run from) {
      this.levels = new HashMap<>(from.levels);
      this.node = from.node;
      this.gone = new ArrayList<>(from.gone);
      this.left = new ArrayList<>(from.left);
    }

    void relieve() {
      for (Account account : List.copyOf(levels.keySet())) {
        evict(chunk -> chunk.account().equals(account), () -> level(account).excess() == 0);
      }
      evict(chunk -> true, () -> node.excess() == 0);
    }

    void makeRoom(Need need) {
      evict(
          chunk -> chunk.account().equals(need.account()) && need.isBefore(chunk),
          () -> level(need.account()).room() >= need.bytes());
      evict(need::isBefore, () -> node.room() >= need.bytes());
    }

    private void evict(Predicate<ChunkRecord> candidate, Enough enough) {
      Iterator<ChunkRecord> each = left.iterator();
      while (!enough.isReached() && each.hasNext()) {
        ChunkRecord chunk = each.next();
        if (candidate.test(chunk)) {
          each.remove();
          gone.add(chunk);
          levels.put(chunk.account(), level(chunk.account()).plus(-chunk.bytes()));
          node = node.plus(-chunk.bytes());
        }
      }
    }

    long excess() {
      return new Occupancy(node, levels).excess();
    }

    long missing(Need need) {
      return Math.max(lack(node, need), lack(level(need.account()), need));
    }

    private static long lack(Level level, Need need) {
      return Math.max(0, need.bytes() - level.room()) + level.excess();
    }

    private Level level(Account account) {
      return Optional.ofNullable(levels.get(account))
          .orElseGet(() -> new Occupancy(node, Map.of()).of(account));
    }
  }

  private interface Enough {
    boolean isReached();
  }
}
