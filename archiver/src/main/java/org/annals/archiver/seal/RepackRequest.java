package org.annals.archiver.seal;

import java.nio.file.Path;
import java.util.List;
import org.annals.archiver.TimeWindow;

/**
 * Which chunks of one window to pack again.
 *
 * @param chunks to be replaced where the rules make a difference
 * @param merge whether they become as few parts as possible; all are then of one group
 * @param existing all chunks that the catalogue lists for the window
 * @param directory where the files are written; exists
 */
public record RepackRequest(
    TimeWindow window,
    List<OldChunk> chunks,
    boolean merge,
    RepackRules rules,
    List<ExistingPart> existing,
    Path directory) {
  /**
   * Checks that all chunks are of this window, and of one group when they are merged.
   *
   * @throws IllegalArgumentException when one is not
   */
  public RepackRequest {
    chunks = chunks.stream().sorted().toList();
    existing = List.copyOf(existing);
    if (chunks.stream().anyMatch(chunk -> !chunk.position().window().equals(window))) {
      throw new IllegalArgumentException("a chunk is of another window");
    }
    if (merge && chunks.stream().map(chunk -> chunk.position().group()).distinct().count() > 1) {
      throw new IllegalArgumentException("chunks of several groups cannot be merged");
    }
  }
}
