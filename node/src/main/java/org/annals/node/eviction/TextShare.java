package org.annals.node.eviction;

import java.io.IOException;
import org.annals.node.database.Settings;

/**
 * How much of a cap databases may take before the text of evicted chunks goes too. One setting for
 * the node; it holds for its cap and for each community's own. Thread-safe.
 */
public final class TextShare {
  /** The largest share that can be set, percent. */
  public static final int MOST = 90;

  private static final String SETTING = "storage.evicted-text-percent";
  private static final int HALF = 50;

  private final Settings settings;

  /** Kept in these settings. */
  public TextShare(Settings settings) {
    this.settings = settings;
  }

  /** Percent of a cap; half of it unless something else was set. */
  public int percent() throws IOException {
    return settings.get(SETTING).map(Integer::parseInt).orElse(HALF);
  }

  /**
   * Sets it; durable when it returns.
   *
   * @throws IllegalArgumentException when it is not between 0 and {@link #MOST}
   */
  public void set(int percent) throws IOException {
    if (percent < 0 || percent > MOST) {
      throw new IllegalArgumentException("a share is 0 to " + MOST + " percent, not " + percent);
    }
    settings.put(SETTING, Integer.toString(percent));
  }
}
