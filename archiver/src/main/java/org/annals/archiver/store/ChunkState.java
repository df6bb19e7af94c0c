package org.annals.archiver.store;

/** What this node has of a chunk (DESIGN section 1). Names are stored: never rename one. */
public enum ChunkState {
  /** Listed in a catalogue; no bytes wanted or there yet. */
  ANNOUNCED,
  /** Bytes are coming. */
  FETCHING,
  /** Bytes are durable and checked; being served while the node runs. */
  VERIFIED,
  /** Was here and had to make room. */
  EVICTED,
  /** The last attempt failed; it is tried again. */
  FAILED,
  /** The owner removed it; bytes may be kept for a while, hidden. */
  REMOVED,
  /** Of a newer format: checked, kept and served, not imported. */
  UNSUPPORTED;

  /** Whether the bytes are checked and served. */
  public boolean isServed() {
    return this == VERIFIED || this == UNSUPPORTED;
  }
}
