package org.annals.node.event;

/** The stations of a message on its way from an author to another home's database. */
public enum Stage {
  /** Live or imported messages entered the journal. */
  CAPTURED,
  /** A chunk was packed. */
  PACKED,
  /** A catalogue was signed and announced. */
  ANNOUNCED,
  /** An announcement was accepted. */
  HEARD,
  /** A catalogue was fetched, verified and came into force. */
  CATALOGUE,
  /** A chunk was fetched and verified; it is served from now on. */
  FETCHED,
  /** A chunk's messages are in the database. */
  IMPORTED
}
