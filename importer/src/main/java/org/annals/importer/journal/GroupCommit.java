package org.annals.importer.journal;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets appends that wait at the same time share one fsync. After an fsync that failed nothing is
 * acknowledged any more: the kernel may have thrown the bytes away and would say "done" next time.
 *
 * <p>Thread-safe. Its lock is never taken while the journal's lock is held, except by {@link
 * #requireSound} and {@link #written}, which do not wait for an fsync.
 */
final class GroupCommit {
  private final Object syncing = new Object();
  private long synced;
  private volatile long written;
  private volatile @Nullable IOException failure;

  void requireSound() throws IOException {
    IOException cause = failure;
    if (cause != null) {
      throw new IOException("the journal could not be made durable before; open it anew", cause);
    }
  }

  /** Counts one append; called under the journal's lock. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // written under the journal's lock only
  long written() {
    return ++written;
  }

  /** Returns when everything up to the ticket is durable. */
  void await(long ticket, Supplier<List<Segment>> unsynced) throws IOException {
    synchronized (syncing) {
      requireSound();
      if (synced >= ticket) {
        return;
      }
      long upTo = written;
      try {
        for (Segment segment : unsynced.get()) {
          segment.force();
        }
      } catch (IOException e) {
        failure = e;
        throw e;
      }
      synced = upTo;
    }
  }
}
