package org.annals.archiver.chunk;

import org.annals.archiver.ChunkId;

/** What came of writing a chunk. */
public sealed interface WriteOutcome {

  /**
   * The file is complete; its bytes are counted as used, but not yet synced to disk.
   *
   * @param length of the file in bytes
   */
  record Written(ChunkId id, ChunkHeader header, ChunkIndex index, long length)
      implements WriteOutcome {}

  /**
   * There is no room; nothing was written.
   *
   * @param missing how many bytes are lacking
   */
  record Refused(String reason, long missing) implements WriteOutcome {}
}
