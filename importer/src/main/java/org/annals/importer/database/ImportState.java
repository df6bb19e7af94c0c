package org.annals.importer.database;

import org.annals.archiver.ChunkId;
import org.h2.mvstore.Cursor;

/** How far a chunk is imported. */
public sealed interface ImportState {

  /** Nothing of it. */
  record No() implements ImportState {}

  /**
   * Some sections.
   *
   * @param done how many
   */
  record Partly(int done, int of) implements ImportState {}

  /** All of it. */
  record Yes() implements ImportState {}

  static ImportState of(Rows rows, ChunkId chunk) {
    Source source = rows.sources.find(chunk).orElse(null);
    if (source == null) {
      return new No();
    }
    if (source.complete()) {
      return new Yes();
    }
    int done = 0;
    Cursor<byte[], byte[]> marks =
        rows.tables
            .marks()
            .cursor(
                Keys.mark(source.number(), 0),
                Keys.mark(source.number(), Integer.MAX_VALUE),
                false);
    while (marks.hasNext()) {
      marks.next();
      done++;
    }
    return done == 0 ? new No() : new Partly(done, source.sections());
  }
}
