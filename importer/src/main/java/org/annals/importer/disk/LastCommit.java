package org.annals.importer.disk;

import org.h2.mvstore.MVStore;

/**
 * Sees to it that an H2 store opens with its last commit after a crash. By itself H2 may open with
 * an older one, for three reasons:
 *
 * <ul>
 *   <li>A commit may write over the space of a chunk that it is the first to do without. When it is
 *       cut off, the commit before still lists that chunk, and counts as incomplete. So commits
 *       take turns here: one gives space up and is appended, the next one uses space that was given
 *       up before.
 *   <li>The file's header names a chunk of up to 20 commits ago, and the newer ones are found by
 *       going from each to where it says that the next one was likely to come. So the header is
 *       made to name each commit.
 *   <li>A commit may be written by another thread after the call has returned; forcing the file to
 *       disk does not wait for that thread. So it is waited for.
 * </ul>
 *
 * <p>The caller sees to it that a store is used by one thread at a time.
 */
public final class LastCommit {
  /** The header's word for a store that was closed; H2 writes a header anew to take it back. */
  private static final String CLEAN = "clean";

  private LastCommit() {}

  /** Call it before each commit. */
  public static void named(MVStore store) {
    store.executeFilestoreOperation(
        () -> {
          boolean reuse = !store.getFileStore().isSpaceReused();
          store.setReuseSpace(reuse);
          store.setRetentionTime(reuse ? Integer.MAX_VALUE : 0);
          store.getStoreHeader().put(CLEAN, 1);
        });
  }

  /** Gathers what is live and cuts the file; space is used again at once meanwhile. */
  public static void shortened(MVStore store, int maxMillis) {
    reusing(store);
    store.compactFile(maxMillis);
  }

  /** Lets space be used again from the next commit on: without that nothing can be gathered. */
  public static void reusing(MVStore store) {
    store.executeFilestoreOperation(
        () -> {
          store.setReuseSpace(true);
          store.setRetentionTime(0);
        });
  }

  /** Returns when everything that was committed has been written to the file. */
  public static void written(MVStore store) {
    store.executeFilestoreOperation(() -> {});
  }
}
