package org.annals.importer.disk;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Watches what H2 reads while it opens a file. H2 takes what it cannot read for what was not
 * written to the end: it goes on with an older commit and writes over the newest one. So after a
 * failed read nothing more is read or written, and the opening has failed. Thread-safe.
 */
final class Opening {
  private @Nullable IOException failure;
  private boolean over;

  /** A read has failed; after the opening that is for H2 to tell. */
  synchronized void failed(IOException cause) {
    if (!over && failure == null) {
      failure = cause;
    }
  }

  /**
   * Whether the file may be used.
   *
   * @throws IOException when a read has failed
   */
  synchronized void check() throws IOException {
    if (failure != null) {
      throw new IOException("the file could not be read when it was opened", failure);
    }
  }

  /**
   * H2 is done with opening.
   *
   * @throws IOException when a read has failed
   */
  synchronized void end() throws IOException {
    over = true;
    check();
  }
}
