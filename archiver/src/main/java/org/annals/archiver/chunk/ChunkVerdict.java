package org.annals.archiver.chunk;

/** What came of verifying a chunk file. */
public sealed interface ChunkVerdict {

  /** Every byte is covered by the community's signature, and every section can be read. */
  record Verified(ChunkHeader header, ContentCounts counts) implements ChunkVerdict {}

  /**
   * Every byte is covered by the community's signature, but this version cannot read it: keep and
   * serve it, import it after an update.
   */
  record Unsupported(ChunkHeader header, String reason) implements ChunkVerdict {}

  /** Not the chunk that was asked for, or broken. */
  record Rejected(String reason) implements ChunkVerdict {}
}
