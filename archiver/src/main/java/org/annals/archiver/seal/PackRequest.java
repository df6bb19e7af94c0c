package org.annals.archiver.seal;

import java.nio.file.Path;
import java.util.List;
import org.annals.archiver.TimeWindow;

/**
 * What to pack.
 *
 * @param existing the window's chunks so far; when a group has any, its messages become addendum
 *     parts, else the first cut
 * @param directory where the files are written; exists
 */
public record PackRequest(
    TimeWindow window, SealRules rules, List<ExistingPart> existing, Path directory) {
  /**
   * Checks that all parts are of this window.
   *
   * @throws IllegalArgumentException when one is not
   */
  public PackRequest {
    existing = List.copyOf(existing);
    if (existing.stream().anyMatch(part -> !part.position().window().equals(window))) {
      throw new IllegalArgumentException("an existing part is of another window");
    }
  }
}
