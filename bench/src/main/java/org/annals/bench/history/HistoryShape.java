package org.annals.bench.history;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.annals.archiver.TimeWindow;
import org.annals.bench.Options;
import org.annals.workload.Shape;
import org.annals.workload.WorkloadSpec;

/**
 * How large a generated community is: workload M, without images, unless options say otherwise.
 *
 * @param messages chat messages; edits, reactions, deletions and pins come on top
 * @param weeks over how many windows they spread
 * @param onlyMessages whether those others are left out
 * @param texts folder of Discord or Slack exports whose texts are used, or empty
 * @param seed of everything that is random
 */
public record HistoryShape(int messages, int weeks, boolean onlyMessages, String texts, long seed) {

  /** Messages a week of workload M: a million over five and a half years. */
  private static final int WEEKLY = 3_450;

  private static final TimeWindow LAST = new TimeWindow(2_960);

  /** Reads {@code --messages --weeks --only-messages --texts --seed}. */
  public static HistoryShape of(Options options, int usualMessages) {
    int messages = options.count("messages", usualMessages);
    return new HistoryShape(
        messages,
        options.count("weeks", Math.max(1, messages / WEEKLY)),
        options.number("only-messages", 0) > 0,
        options.text("texts", ""),
        options.number("seed", 1));
  }

  /** The options of which {@link #of} makes this shape, behind some others. */
  public String[] arguments(String... before) {
    List<String> all = new ArrayList<>(List.of(before));
    Collections.addAll(all, "--messages", Integer.toString(messages));
    Collections.addAll(all, "--weeks", Integer.toString(weeks));
    Collections.addAll(all, "--only-messages", onlyMessages ? "1" : "0");
    Collections.addAll(all, "--texts", texts);
    Collections.addAll(all, "--seed", Long.toString(seed));
    return all.toArray(String[]::new);
  }

  /** The same for the workload generator. */
  WorkloadSpec spec(Community community) {
    return new WorkloadSpec(
        seed, community.id(), LAST, weeks, messages, 0, 0, Shape.ofMessages(messages));
  }

  /** A name for files made of it: different for different shapes. */
  public String fileName() {
    return "history-" + messages + "-" + Integer.toHexString(toString().hashCode());
  }
}
