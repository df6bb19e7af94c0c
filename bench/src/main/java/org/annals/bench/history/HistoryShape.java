package org.annals.bench.history;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.annals.bench.Options;

/**
 * How large a generated community is: workload M unless options say otherwise.
 *
 * @param messages chat messages
 * @param weeks over how many windows they spread
 * @param channels public channels, used by Zipf's law
 * @param threads small channels, each alive for a while; a quarter of the messages is there
 * @param authors members
 * @param operations whether there are edits (9 % of messages), reactions (14 %) and deletions (1.5
 *     %) too
 * @param texts folder of Discord or Slack exports whose texts are used, or empty
 * @param seed of everything that is random
 */
public record HistoryShape(
    long messages,
    int weeks,
    int channels,
    int threads,
    int authors,
    boolean operations,
    String texts,
    long seed) {

  /** Messages a week of workload M: a million over five and a half years. */
  private static final int WEEKLY = 3_450;

  /**
   * Reads {@code --messages --weeks --channels --threads --authors --operations --texts --seed}.
   */
  public static HistoryShape of(Options options, long usualMessages) {
    long messages = options.number("messages", usualMessages);
    return new HistoryShape(
        messages,
        options.count("weeks", (int) Math.max(1, messages / WEEKLY)),
        options.count("channels", 60),
        options.count("threads", (int) Math.max(1, messages * 3 / 1000)),
        options.count("authors", (int) Math.max(10, Math.min(12_000, messages / 80))),
        options.number("operations", 0) > 0,
        options.text("texts", ""),
        options.number("seed", 1));
  }

  /** The options of which {@link #of} makes this shape, behind some others. */
  public String[] arguments(String... before) {
    List<String> all = new ArrayList<>(List.of(before));
    Collections.addAll(all, "--messages", Long.toString(messages));
    Collections.addAll(all, "--weeks", Integer.toString(weeks));
    Collections.addAll(all, "--channels", Integer.toString(channels));
    Collections.addAll(all, "--threads", Integer.toString(threads));
    Collections.addAll(all, "--authors", Integer.toString(authors));
    Collections.addAll(all, "--operations", operations ? "1" : "0");
    Collections.addAll(all, "--texts", texts);
    Collections.addAll(all, "--seed", Long.toString(seed));
    return all.toArray(String[]::new);
  }

  /** A name for files made of it: different for different shapes. */
  public String fileName() {
    return "history-" + messages + "-" + Integer.toHexString(hashCode());
  }
}
