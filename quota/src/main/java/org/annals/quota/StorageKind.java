package org.annals.quota;

/** What bytes on disk are for. */
public enum StorageKind {
  /** Verified chunks. */
  CHUNK,
  /** Chunks and catalogues that are being fetched. */
  PARTIAL,
  /** Verified catalogues. */
  CATALOGUE,
  /** Databases with their journals. */
  DATABASE,
  /** The live journal. */
  JOURNAL,
  /** Logs. */
  LOG,
  /** Files that live for one operation. */
  TEMPORARY
}
