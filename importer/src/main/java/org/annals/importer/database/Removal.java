package org.annals.importer.database;

/** What happens to the rows of a chunk that is not listed any more, or was evicted (FORMAT 5). */
public enum Removal {
  /** Superseded or removed without need to forget: rows stay, as "not in the archive". */
  KEEP,
  /** Removed for the law or because its time is over: rows whose only source it is vanish. */
  ERASE,
  /** Evicted to make room: rows vanish; the chunk stays listed and can be imported again. */
  EVICT
}
