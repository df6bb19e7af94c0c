package org.annals.importer.disk;

import org.h2.mvstore.MVStore;

/**
 * Sees to it that an H2 store opens with its last commit after a crash. By itself H2 may open with
 * an older one, for three reasons:
 *
 * <ul>
 *   <li>A commit may write over the space of a chunk that an earlier one still lists. When it is
 *       cut off, the earlier one counts as incomplete; or it opens, but only once: the next opening
 *       goes further back. So commits come in pairs: one uses space that was given up before, the
 *       other gives space up and is appended.
 *   <li>The file's header names a chunk of up to 20 commits ago and never the last, and the newer
 *       ones are found by going from each to where it says that the next one was likely to come, or
 *       at the end of the file. So the second commit of a pair stands at the end, and the header is
 *       made to name the first.
 *   <li>A commit may be written by another thread after the call has returned; forcing the file to
 *       disk does not wait for that thread. So it is waited for.
 * </ul>
 *
 * <p>{@link #opened}, {@link #commit} and {@link #rewrite} are for a store that nothing else
 * writes; {@link #named} and {@link #written} for one whose commits come in pairs by themselves, as
 * those of H2's SQL do. H2's own compaction of a file moves chunks over others and is not safe; a
 * file gets shorter when it is copied. The caller sees to it that a store is used by one thread at
 * a time.
 */
public final class LastCommit {
  /** The header's word for a store that was closed; H2 writes a header anew to take it back. */
  private static final String CLEAN = "clean";

  /**
   * What the two commits before still need is not given up: they may be the last that are whole.
   */
  private static final int VERSIONS_KEPT = 2;

  private LastCommit() {}

  /** Call it when a store was opened: also what H2 commits when it is closed is appended. */
  public static void opened(MVStore store) {
    store.setReuseSpace(false);
    store.setVersionsToKeep(VERSIONS_KEPT);
  }

  /** Commits all changes. When it returns, the store opens with them or with later ones. */
  public static void commit(MVStore store) {
    if (store.hasUnsavedChanges()) {
      store.setReuseSpace(true);
      store.setRetentionTime(Integer.MAX_VALUE);
      store.commit();
      store.setReuseSpace(false);
      store.setRetentionTime(0);
      store.getStoreHeader().put(CLEAN, 1);
      store.setStoreVersion(store.getStoreVersion() + 1);
      store.commit();
      written(store);
    }
  }

  /**
   * Writes what is in use in scattered chunks again, and commits.
   *
   * @param fillRate nothing is done when more of all chunks is in use, in percent
   * @param bytes about as much is written
   * @return whether there may be more to do
   */
  public static boolean rewrite(MVStore store, int fillRate, int bytes) {
    store.setReuseSpace(true);
    store.setRetentionTime(0);
    boolean more = store.compact(fillRate, bytes);
    commit(store);
    store.setReuseSpace(false);
    return more;
  }

  /** Call it before each commit of a store whose commits come in pairs by themselves. */
  public static void named(MVStore store) {
    store.executeFilestoreOperation(
        () -> {
          boolean reuse = !store.getFileStore().isSpaceReused();
          store.setReuseSpace(reuse);
          store.setRetentionTime(reuse ? Integer.MAX_VALUE : 0);
          store.getStoreHeader().put(CLEAN, 1);
        });
  }

  /** Returns when everything that was committed has been written to the file. */
  public static void written(MVStore store) {
    store.executeFilestoreOperation(() -> {});
  }
}
