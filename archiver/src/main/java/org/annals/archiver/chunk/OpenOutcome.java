package org.annals.archiver.chunk;

/** What came of opening a chunk file. */
public sealed interface OpenOutcome {

  /** Header, signature and index section are in order. The caller closes the reader. */
  record Opened(ChunkReader chunk) implements OpenOutcome {}

  /** Rightly signed, but this version cannot read the sections. */
  record Unsupported(ChunkHeader header, String reason) implements OpenOutcome {}

  /** Not the chunk that was asked for, or broken. */
  record Rejected(String reason) implements OpenOutcome {}
}
