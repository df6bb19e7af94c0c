package org.annals.archiver.seal;

import java.util.List;
import org.annals.archiver.ChunkId;

/** What came of packing chunks again. */
public sealed interface RepackOutcome {

  /**
   * Done; nothing is listed yet.
   *
   * @param replacements ascending by position; chunks in which the rules change nothing have none
   * @param added parts that replace nothing: records that went into another group
   * @param emptied chunks of which nothing is left
   * @param report records that were left out, by cause
   */
  record Repacked(
      List<Replacement> replacements,
      List<PackedChunk> added,
      List<ChunkId> emptied,
      PackReport report)
      implements RepackOutcome {
    public Repacked {
      replacements = List.copyOf(replacements);
      added = List.copyOf(added);
      emptied = List.copyOf(emptied);
    }
  }

  /**
   * A chunk with what it replaces.
   *
   * @param supersedes ascending
   */
  record Replacement(PackedChunk chunk, List<ChunkId> supersedes) {
    public Replacement {
      supersedes = supersedes.stream().sorted().toList();
    }
  }

  /** There is no room. No file is left. */
  record Refused(String reason) implements RepackOutcome {}

  /** An old chunk cannot be read. No file is left. */
  record Damaged(ChunkId chunk, String reason) implements RepackOutcome {}
}
