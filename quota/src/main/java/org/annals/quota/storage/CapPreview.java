package org.annals.quota.storage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.annals.quota.Account;
import org.annals.quota.storage.ChunkRecord.Standing;

/**
 * What caps lead to once everything has settled, without doing any of it: the newest history that
 * fits is here, the rest goes or does not come.
 *
 * <p>A promise: history reaches at least as far back as it says, and no more chunks go. What goes
 * is said exactly as long as databases keep their size; where evicted text goes too, they become
 * shorter, and what fits again is fetched again. What comes is said to about a chunk: what imports
 * leave scattered in databases is not known beforehand, so {@link FetchNeed#scattered the most that
 * was seen} is counted. With chunks smaller than that, more of them may come than was said. Where
 * newer chunks come while older ones are here, these are said to go unless they fit beside all that
 * is kept free for the imports.
 */
public final class CapPreview {
  private CapPreview() {}

  /**
   * One community's future.
   *
   * @param reachesTo window of the oldest chunk from which on nothing lacks; empty when not even
   *     the newest chunk fits or none is listed
   * @param complete whether all listed chunks fit
   * @param going chunks that are here and will go, removed ones included
   * @param goingBytes theirs
   * @param coming chunks that are not here and will be fetched
   * @param comingBytes theirs
   * @param tooLarge chunks that no eviction makes room for
   */
  public record Reach(
      OptionalLong reachesTo,
      boolean complete,
      int going,
      long goingBytes,
      int coming,
      long comingBytes,
      int tooLarge) {
    private static final Reach NOTHING = new Reach(OptionalLong.empty(), true, 0, 0, 0, 0, 0);
  }

  /**
   * What becomes of every community.
   *
   * @param caps that would be in force
   * @param now what is used today without half-fetched files; its caps are not looked at
   * @param chunks all that are listed or here, of all communities
   */
  public static Map<Account, Reach> preview(
      Caps caps, Occupancy now, Collection<ChunkRecord> chunks) {
    Walk walk = new Walk(caps, now, chunks);
    chunks.stream().sorted(NEWEST_FIRST).forEach(walk::visit);
    Map<Account, Reach> answer = new HashMap<>();
    now.accounts().keySet().forEach(account -> answer.put(account, Reach.NOTHING));
    walk.courses.forEach((account, course) -> answer.put(account, course.reach()));
    return answer;
  }

  /** Removed ones last: they only stay where nothing else wants the room. */
  private static final Comparator<ChunkRecord> NEWEST_FIRST = ChunkRecord.FIRST_OUT.reversed();

  /** Gives room away, newest first. */
  private static final class Walk {
    private final Caps caps;
    private final Map<Account, Course> courses = new HashMap<>();
    private final Map<Account, Level> levels = new HashMap<>();
    private final Map<Account, Level> empty = new HashMap<>();
    private final Level emptyNode;
    private Level node;
    private boolean full;

    /** By the chunks of all communities that come. */
    private long scattered;

    /** What was kept free for the chunks that come: what is older has gone before it is used. */
    private long keptFree;

    Walk(Caps caps, Occupancy now, Collection<ChunkRecord> chunks) {
      this.caps = caps;
      node = new Level(caps.node(), now.node().used(), now.node().reserved());
      Set<Account> known = new HashSet<>(now.accounts().keySet());
      known.addAll(caps.communities().keySet());
      chunks.forEach(each -> known.add(each.account()));
      for (Account each : known) {
        levels.put(each, new Level(caps.of(each), now.of(each).used(), now.of(each).reserved()));
      }
      chunks.stream().filter(ChunkRecord::isEvictable).forEach(each -> add(each, -each.bytes()));
      empty.putAll(levels);
      emptyNode = node;
    }

    private void add(ChunkRecord chunk, long bytes) {
      levels.computeIfPresent(chunk.account(), (account, level) -> level.plus(bytes));
      node = node.plus(bytes);
    }

    private boolean fits(ChunkRecord chunk, long bytes) {
      return fits(levels, node, chunk, bytes);
    }

    private static boolean fits(Map<Account, Level> own, Level all, ChunkRecord chunk, long bytes) {
      return own.getOrDefault(chunk.account(), all).room() >= bytes && all.room() >= bytes;
    }

    void visit(ChunkRecord chunk) {
      Course course = courses.computeIfAbsent(chunk.account(), account -> new Course());
      if (chunk.standing() == Standing.PINNED) {
        add(chunk, chunk.text());
        course.stays(chunk);
      } else if (chunk.standing() == Standing.ABSENT) {
        absent(chunk, course);
      } else if (!course.evicting && !full && fits(chunk, chunk.bytes() + keptFree)) {
        add(chunk, chunk.bytes() + chunk.text());
        course.stays(chunk);
      } else {
        // What is older than something that goes, goes before it.
        course.evicting |= chunk.standing() == Standing.HELD;
        full |= chunk.standing() == Standing.HELD && node.room() < chunk.bytes() + keptFree;
        course.goes(chunk);
      }
    }

    private void absent(ChunkRecord chunk, Course course) {
      long need = FetchNeed.bytes(chunk.bytes(), chunk.text());
      long headroom = FetchNeed.headroom(caps, chunk.account());
      long free = headroom + Math.min(headroom, scattered);
      if (!fits(empty, emptyNode, chunk, need)) {
        course.tooLarge++;
      } else if (!course.stopped && !course.evicting && !full && fits(chunk, need + free)) {
        add(chunk, chunk.bytes() + chunk.text());
        keptFree = Math.max(keptFree, need - chunk.bytes() - chunk.text() + free);
        scattered += FetchNeed.scattered(chunk.text());
        course.comes(chunk);
      } else {
        course.stopped = true;
      }
    }
  }

  /** One community's walk back in time. */
  private static final class Course {
    private final List<ChunkRecord> going = new ArrayList<>();
    private final List<ChunkRecord> coming = new ArrayList<>();
    private OptionalLong reachesTo = OptionalLong.empty();
    private boolean stopped;
    private boolean evicting;
    private int tooLarge;

    void stays(ChunkRecord chunk) {
      reach(chunk);
    }

    void comes(ChunkRecord chunk) {
      coming.add(chunk);
      reach(chunk);
    }

    private void reach(ChunkRecord chunk) {
      if (chunk.standing() != Standing.REMOVED && !stopped && !evicting) {
        reachesTo = OptionalLong.of(chunk.age().window());
      }
    }

    void goes(ChunkRecord chunk) {
      going.add(chunk);
    }

    Reach reach() {
      return new Reach(
          reachesTo,
          !stopped && !evicting && tooLarge == 0,
          going.size(),
          bytes(going),
          coming.size(),
          bytes(coming),
          tooLarge);
    }

    private static long bytes(List<ChunkRecord> chunks) {
      return chunks.stream().mapToLong(ChunkRecord::bytes).sum();
    }
  }
}
