package org.annals.seeder.bittorrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * How many bytes had moved at which moment, as another client saw it, and when machine or client
 * stood still.
 *
 * @param nanos moments, rising
 * @param bytes moved until then, with the headers of their messages
 * @param stalls when nothing can be said about the rate
 */
record Course(long[] nanos, long[] bytes, List<Stall> stalls) {
  /** A stall that a window of a second shows, and one that the burst does not make up for. */
  private static final Duration SHORT = Duration.ofMillis(40);

  private static final Duration LONG = Duration.ofMillis(240);

  /** Somebody who should have run did not. */
  record Stall(long from, long to) {
    /** Held-back bytes that come after it say as little as those that are missing. */
    private static final long AFTERMATH = Duration.ofMillis(250).toNanos();

    long nanos() {
      return to - from;
    }

    boolean touches(long begin, long end) {
      return from < end && begin < to + AFTERMATH;
    }
  }

  /** A part of the course. */
  record Window(long from, long to, double rate) {}

  /** The part between two moments. */
  Course between(long from, long to) {
    int[] at = indices().filter(i -> nanos[i] >= from && nanos[i] <= to).toArray();
    long[] when = new long[at.length];
    long[] moved = new long[at.length];
    for (int i = 0; i < at.length; i++) {
      when[i] = nanos[at[i]];
      moved[i] = bytes[at[i]];
    }
    return new Course(when, moved, stalls);
  }

  private java.util.stream.IntStream indices() {
    return java.util.stream.IntStream.range(0, nanos.length);
  }

  /** The mean rate of the whole course, bytes/s. */
  double rate() {
    int last = nanos.length - 1;
    return (bytes[last] - bytes[0]) * 1e9 / (nanos[last] - nanos[0]);
  }

  /** All windows of a length, from each moment, that no stall longer than this touches. */
  List<Window> windows(Duration length, Duration longestStall) {
    return indices()
        .mapToObj(i -> window(i, length.toNanos()))
        .filter(window -> window.to() > 0)
        .filter(
            window ->
                stalls.stream()
                    .filter(stall -> stall.nanos() > longestStall.toNanos())
                    .noneMatch(stall -> stall.touches(window.from(), window.to())))
        .toList();
  }

  private Window window(int first, long length) {
    int last = first;
    while (last < nanos.length && nanos[last] - nanos[first] < length) {
      last++;
    }
    if (last == nanos.length) {
      return new Window(0, 0, 0);
    }
    double rate = (bytes[last] - bytes[first]) * 1e9 / (nanos[last] - nanos[first]);
    return new Window(nanos[first], nanos[last], rate);
  }

  /** Whether enough of the windows can be judged. */
  boolean clear() {
    long seconds = windows(Duration.ofSeconds(1), SHORT).size();
    return seconds * 3 > nanos.length && !windows(Duration.ofSeconds(10), LONG).isEmpty();
  }

  /** Bars Q1 and Q2: what saturation gives over ten seconds and over one. */
  void assertHolds(long cap, String what) {
    List<Window> long10 = windows(Duration.ofSeconds(10), LONG);
    List<Window> short1 = windows(Duration.ofSeconds(1), SHORT);
    System.out.printf(
        Locale.ROOT,
        "%s: 10 s %.3f to %.3f, 1 s %.3f to %.3f of the cap; %d stalls%n",
        what,
        lowest(long10) / cap,
        highest(long10) / cap,
        lowest(short1) / cap,
        highest(short1) / cap,
        stalls.size());
    assertThat(lowest(long10)).as("%s over 10 s", what).isGreaterThanOrEqualTo(0.97 * cap);
    assertThat(highest(long10)).as("%s over 10 s", what).isLessThanOrEqualTo(1.02 * cap);
    assertThat(lowest(short1)).as("%s over 1 s", what).isGreaterThanOrEqualTo(0.85 * cap);
    assertThat(highest(short1)).as("%s over 1 s", what).isLessThanOrEqualTo(1.10 * cap);
  }

  private static double lowest(List<Window> windows) {
    return windows.stream().mapToDouble(Window::rate).min().orElse(Double.NaN);
  }

  private static double highest(List<Window> windows) {
    return windows.stream().mapToDouble(Window::rate).max().orElse(Double.NaN);
  }

  /** The first moment at which so many bytes had moved since the beginning; the last when never. */
  long reached(long count) {
    return LongStream.range(0, nanos.length)
        .filter(i -> bytes[(int) i] - bytes[0] >= count)
        .map(i -> nanos[(int) i])
        .findFirst()
        .orElse(nanos[nanos.length - 1]);
  }
}
