package org.annals.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Command line of a benchmark: {@code --name value} pairs. Names that nobody asked for are an
 * error, so that a misspelt option does not measure something else. Confined to one thread.
 */
public final class Options {
  private final Map<String, String> given = new HashMap<>();
  private final Set<String> asked = new HashSet<>();

  private Options() {}

  /**
   * Reads the pairs.
   *
   * @throws IllegalArgumentException when something is no pair
   */
  public static Options of(String... arguments) {
    Options options = new Options();
    for (int i = 0; i < arguments.length; i += 2) {
      if (!arguments[i].startsWith("--") || i + 1 == arguments.length) {
        throw new IllegalArgumentException("expected --name value, found " + arguments[i]);
      }
      options.given.put(arguments[i].substring(2), arguments[i + 1]);
    }
    return options;
  }

  /** A text. */
  public String text(String name, String otherwise) {
    asked.add(name);
    return given.getOrDefault(name, otherwise);
  }

  /** A whole number, 0 or more. */
  public long number(String name, long otherwise) {
    long value = Long.parseLong(text(name, Long.toString(otherwise)));
    if (value < 0) {
      throw new IllegalArgumentException("--" + name + " is 0 or more");
    }
    return value;
  }

  /** A whole number that counts things. */
  public int count(String name, int otherwise) {
    return Math.toIntExact(number(name, otherwise));
  }

  /** Whole numbers, separated by commas. */
  public List<Integer> counts(String name, String otherwise) {
    return Arrays.stream(text(name, otherwise).split(",", -1)).map(Integer::valueOf).toList();
  }

  /** Where generated inputs are kept between runs. */
  public Path work() {
    return Path.of(text("work", System.getProperty("bench.work", "bench/target/work")))
        .toAbsolutePath();
  }

  /**
   * Call it after the last option was asked for.
   *
   * @throws IllegalArgumentException when one was given that does not exist
   */
  public void requireAllKnown() {
    Set<String> unknown = new HashSet<>(given.keySet());
    unknown.removeAll(asked);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("no such options: " + unknown + "; there are " + asked);
    }
  }
}
