package org.annals.quota.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of every week in local time, such as {@code mon-fri 09:00-17:30} or {@code daily
 * 22:00-06:00}. A window that ends before it begins runs over midnight: it belongs to the day on
 * which it begins.
 *
 * @param days on which it begins, at least one
 * @param from first minute of the day, 0 to 1439
 * @param to minute of the day at which it has ended, 1 to 1440, other than {@code from}; less than
 *     {@code from}: on the next day
 */
public record WeeklyWindow(Set<DayOfWeek> days, int from, int to)
    implements Comparable<WeeklyWindow> {
  /** What {@link #parse} takes. */
  public static final String ALLOWED =
      "A window is days and times, such as \"mon-fri 09:00-17:30\", \"sat,sun 22:00-06:00\" or"
          + " \"daily 00:00-24:00\"; it may run over midnight.";

  private static final int DAY = 24 * 60;
  private static final Pattern FORM =
      Pattern.compile("([a-z,-]+) +([0-9]{1,2}):([0-9]{2}) ?- ?([0-9]{1,2}):([0-9]{2})");

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException when one is left
   */
  public WeeklyWindow {
    if (days.isEmpty() || from < 0 || from >= DAY || to < 1 || to > DAY || from == to) {
      throw new IllegalArgumentException("no window of a week: " + days + " " + from + "-" + to);
    }
    days = Set.copyOf(days);
  }

  /** Reads a window; empty when it is none. */
  public static Optional<WeeklyWindow> parse(String text) {
    Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Set<DayOfWeek> days = days(matcher.group(1));
    int from = minute(matcher.group(2), matcher.group(3));
    int to = minute(matcher.group(4), matcher.group(5));
    if (to == 0) {
      to = DAY;
    }
    boolean valid = !days.isEmpty() && from >= 0 && from < DAY && to > 0 && from != to;
    return valid ? Optional.of(new WeeklyWindow(days, from, to)) : Optional.empty();
  }

  private static int minute(String hours, String minutes) {
    int hour = Integer.parseInt(hours);
    int minute = Integer.parseInt(minutes);
    int all = hour * 60 + minute;
    return minute < 60 && all <= DAY ? all : -1;
  }

  /** Empty when the text names something that is no day. */
  private static Set<DayOfWeek> days(String text) {
    Set<DayOfWeek> all = EnumSet.noneOf(DayOfWeek.class);
    for (String part : text.split(",", -1)) {
      if (part.equals("daily")) {
        all.addAll(EnumSet.allOf(DayOfWeek.class));
        continue;
      }
      String[] ends = part.split("-", -1);
      Optional<DayOfWeek> first = day(ends[0]);
      Optional<DayOfWeek> last = day(ends[ends.length - 1]);
      if (ends.length > 2 || first.isEmpty() || last.isEmpty()) {
        return Set.of();
      }
      DayOfWeek day = first.get();
      all.add(day);
      while (day != last.get()) {
        day = day.plus(1);
        all.add(day);
      }
    }
    return all;
  }

  private static Optional<DayOfWeek> day(String name) {
    for (DayOfWeek day : DayOfWeek.values()) {
      String full = day.name().toLowerCase(Locale.ROOT);
      if (name.equals(brief(day)) || name.equals(full)) {
        return Optional.of(day);
      }
    }
    return Optional.empty();
  }

  private static String brief(DayOfWeek day) {
    return day.name().substring(0, 3).toLowerCase(Locale.ROOT);
  }

  /** Whether a clock on the wall that shows this is inside. */
  boolean contains(LocalDateTime wall) {
    int minute = wall.getHour() * 60 + wall.getMinute();
    if (from < to) {
      return days.contains(wall.getDayOfWeek()) && minute >= from && minute < to;
    }
    return minute >= from
        ? days.contains(wall.getDayOfWeek())
        : minute < to && days.contains(wall.getDayOfWeek().minus(1));
  }

  /** The wall-clock times on a day at which the answer of {@link #contains} may change. */
  Set<LocalDateTime> edges(LocalDate day) {
    LocalDateTime midnight = day.atTime(LocalTime.MIDNIGHT);
    return Set.of(midnight.plusMinutes(from), midnight.plusMinutes(to));
  }

  @Override
  public int compareTo(WeeklyWindow other) {
    return toString().compareTo(other.toString());
  }

  /** The form that {@link #parse} reads; equal windows have equal text. */
  @Override
  public String toString() {
    return dayText() + " " + time(from) + "-" + time(to);
  }

  private String dayText() {
    TreeSet<DayOfWeek> sorted = new TreeSet<>(days);
    if (sorted.size() == DayOfWeek.values().length) {
      return "daily";
    }
    boolean row = sorted.last().getValue() - sorted.first().getValue() == sorted.size() - 1;
    if (row && sorted.size() > 2) {
      return brief(sorted.first()) + "-" + brief(sorted.last());
    }
    return String.join(",", sorted.stream().map(WeeklyWindow::brief).toList());
  }

  private static String time(int minute) {
    return String.format(Locale.ROOT, "%02d:%02d", minute / 60, minute % 60);
  }
}
