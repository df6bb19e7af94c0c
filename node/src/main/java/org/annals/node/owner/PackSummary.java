package org.annals.node.owner;

import java.util.List;

/**
 * What a run of packing did, or would do.
 *
 * @param windows windows that gave at least one chunk
 * @param archiveBytes length of the chunk files
 * @param rawBytes length of the packed messages before compression, media included
 * @param waiting why a closed window was not packed, one sentence each
 */
public record PackSummary(
    long messages,
    long images,
    long windows,
    long chunks,
    long archiveBytes,
    long rawBytes,
    List<String> waiting) {
  /** Nothing done. */
  public static final PackSummary NONE = new PackSummary(0, 0, 0, 0, 0, 0, List.of());

  public PackSummary {
    waiting = List.copyOf(waiting);
  }

  /** Both together. */
  public PackSummary plus(PackSummary other) {
    List<String> all = new java.util.ArrayList<>(waiting);
    all.addAll(other.waiting);
    return new PackSummary(
        messages + other.messages,
        images + other.images,
        windows + other.windows,
        chunks + other.chunks,
        archiveBytes + other.archiveBytes,
        rawBytes + other.rawBytes,
        all);
  }

  /** A window that waits. */
  static PackSummary waiting(String reason) {
    return new PackSummary(0, 0, 0, 0, 0, 0, List.of(reason));
  }
}
