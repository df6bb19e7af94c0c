package org.annals.importer.database;

/** Which facts count. */
public enum View {
  /** Only those of chunks that the catalogue lists: equal on every node that holds the same. */
  ARCHIVED,
  /** Also live messages and what remains of chunks that are listed no more. */
  ALL
}
