package org.annals.importer.discord;

/** Hears how far an import is. Called often, on the importing thread; must return at once. */
@FunctionalInterface
public interface ImportProgress {
  /** Listens to nothing. */
  ImportProgress NONE = (bytes, total, entries) -> {};

  /**
   * Some more was read.
   *
   * @param bytes of the exports, read until now
   * @param total bytes of all exports
   * @param entries that were found until now
   */
  void advanced(long bytes, long total, long entries);
}
