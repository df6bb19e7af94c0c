package org.annals.importer.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChunkId;
import org.annals.archiver.TimeWindow;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;

/**
 * Takes the rows of a chunk out. Tombstones stay whatever happens to their chunk: deletion wins.
 */
final class ChunkRemoval {
  private final Rows rows;

  ChunkRemoval(Rows rows) {
    this.rows = rows;
  }

  void remove(ChunkId chunk, Removal removal) {
    Optional<Source> found = rows.sources.find(chunk);
    if (found.isEmpty()) {
      return;
    }
    Source source = found.get();
    if (removal == Removal.KEEP) {
      rows.sources.put(source.with(false, source.complete()));
      return;
    }
    removeMessages(source);
    removeOf(rows.tables.facts(), source.number());
    removeOf(rows.tables.media(), source.number());
    removeMarks(source);
    rows.sources.put(source.with(removal == Removal.EVICT, false));
  }

  /** Messages of a chunk have clocks inside its window: that was checked with their signatures. */
  private void removeMessages(Source source) {
    TimeWindow window = source.position().window();
    List<byte[]> keys = new ArrayList<>();
    Cursor<byte[], byte[]> found =
        rows.tables
            .messages()
            .cursor(
                Keys.messageFrom(window.startSeconds() * 1000, 0),
                Keys.messageFrom(window.endSeconds() * 1000, 0),
                false);
    while (found.hasNext()) {
      byte[] key = found.next();
      if (Keys.source(key) == source.number()) {
        keys.add(key);
      }
    }
    Ingest ingest = new Ingest(rows);
    keys.forEach(ingest::removeMessage);
  }

  private static void removeOf(MVMap<byte[], byte[]> map, int source) {
    List<byte[]> keys = new ArrayList<>();
    map.keyIterator(null)
        .forEachRemaining(
            key -> {
              if (Keys.source(key) == source) {
                keys.add(key);
              }
            });
    keys.forEach(map::remove);
  }

  private void removeMarks(Source source) {
    for (int section = 0; section < source.sections(); section++) {
      rows.tables.marks().remove(Keys.mark(source.number(), section));
    }
  }
}
