package org.annals.quota.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.annals.quota.Direction;
import org.annals.quota.Rate;
import org.annals.quota.RateLimits;

/**
 * Other rates in parts of the week.
 *
 * <ul>
 *   <li>Inside a window its rates hold instead of the normal ones, so a window can be slower or
 *       faster. Where windows overlap, the lower rate holds.
 *   <li>A window is where the wall clock says so: an hour that is skipped in spring is not there,
 *       an hour that is repeated in autumn is inside twice.
 * </ul>
 *
 * @param windows with what holds in them, in the order of their text
 */
public record WeeklySchedule(Map<WeeklyWindow, Rates> windows) {
  /** No window. */
  public static final WeeklySchedule NONE = new WeeklySchedule(Map.of());

  /** Every change comes round within a week; one day more for zones that change. */
  private static final int DAYS_AHEAD = 8;

  /** Keeps the windows in the order of their text. */
  public WeeklySchedule {
    windows = Collections.unmodifiableMap(new TreeMap<>(windows));
  }

  /**
   * What holds in a window.
   *
   * @param up empty: as without the window
   * @param down empty: as without the window
   */
  public record Rates(Optional<Rate> up, Optional<Rate> down) {
    private Optional<Rate> of(Direction direction) {
      return direction == Direction.UP ? up : down;
    }
  }

  /** The same with a window added or replaced. */
  public WeeklySchedule with(WeeklyWindow window, Rates rates) {
    Map<WeeklyWindow, Rates> more = new TreeMap<>(windows);
    more.put(window, rates);
    return new WeeklySchedule(more);
  }

  /** The same without a window. */
  public WeeklySchedule without(WeeklyWindow window) {
    Map<WeeklyWindow, Rates> fewer = new TreeMap<>(windows);
    fewer.remove(window);
    return new WeeklySchedule(fewer);
  }

  /** Whether any window holds. */
  boolean holdsAt(Instant now, ZoneId zone) {
    return !inside(now, zone).isEmpty();
  }

  /** The limits at a moment, where these hold without a window. */
  RateLimits limits(RateLimits normal, Instant now, ZoneId zone) {
    List<Rates> inside = inside(now, zone);
    return new RateLimits(
        rate(inside, Direction.UP).orElse(normal.up()),
        rate(inside, Direction.DOWN).orElse(normal.down()));
  }

  private static Optional<Rate> rate(List<Rates> inside, Direction direction) {
    return inside.stream().flatMap(each -> each.of(direction).stream()).reduce(Rate::and);
  }

  private List<Rates> inside(Instant now, ZoneId zone) {
    LocalDateTime wall = LocalDateTime.ofInstant(now, zone);
    return windows.entrySet().stream()
        .filter(each -> each.getKey().contains(wall))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** The first moment after this one at which other windows hold than now. */
  Optional<Instant> nextChange(Instant now, ZoneId zone) {
    if (windows.isEmpty()) {
      return Optional.empty();
    }
    List<Rates> inside = inside(now, zone);
    return candidates(now, zone).stream()
        .filter(each -> !inside(each, zone).equals(inside))
        .findFirst();
  }

  /** Every moment of the coming week at which a wall clock passes an edge or is set. */
  private TreeSet<Instant> candidates(Instant now, ZoneId zone) {
    TreeSet<Instant> all = new TreeSet<>();
    ZoneRules rules = zone.getRules();
    LocalDate today = LocalDate.ofInstant(now, zone);
    for (int i = -1; i <= DAYS_AHEAD; i++) {
      LocalDate day = today.plusDays(i);
      for (WeeklyWindow window : windows.keySet()) {
        for (LocalDateTime edge : window.edges(day)) {
          rules.getValidOffsets(edge).forEach(offset -> all.add(edge.toInstant(offset)));
        }
      }
    }
    Instant end = today.plusDays(DAYS_AHEAD + 1L).atStartOfDay(zone).toInstant();
    all.addAll(transitions(rules, now, end));
    return new TreeSet<>(all.tailSet(now, false));
  }

  private static List<Instant> transitions(ZoneRules rules, Instant from, Instant to) {
    List<Instant> all = new ArrayList<>();
    ZoneOffsetTransition next = rules.nextTransition(from);
    while (next != null && next.getInstant().isBefore(to)) {
      all.add(next.getInstant());
      next = rules.nextTransition(next.getInstant());
    }
    return all;
  }
}
