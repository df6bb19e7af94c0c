package org.annals.archiver.seal;

import java.util.List;

/** What came of packing a window. */
public sealed interface PackOutcome {

  /**
   * All groups of the window are packed.
   *
   * @param chunks ascending by position; none when there is nothing to archive
   */
  record Packed(List<PackedChunk> chunks, PackReport report) implements PackOutcome {
    public Packed {
      chunks = List.copyOf(chunks);
    }
  }

  /**
   * There is no room. No file is left.
   *
   * @param missing how many bytes are lacking
   */
  record Refused(String reason, long missing) implements PackOutcome {}
}
