package org.annals.importer.database;

import java.util.ArrayList;
import java.util.Arrays;
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
      removeOutlived(source);
      return;
    }
    if (isEmpty(source)) {
      rows.sources.put(source.with(removal == Removal.EVICT, false));
      return;
    }
    Ingest ingest = new Ingest(rows);
    messageKeys(source).forEach(ingest::removeMessage);
    keysOf(rows.tables.facts(), source.number()).forEach(ingest::removeFact);
    keysOf(rows.tables.media(), source.number()).forEach(rows.tables.media()::remove);
    removeMarks(source);
    rows.sources.put(source.with(removal == Removal.EVICT, false));
    if (removal == Removal.ERASE) {
      rows.noteErased();
    }
  }

  /** Whether nothing of it is here any more: every section that was imported has its mark. */
  private boolean isEmpty(Source source) {
    byte[] first = rows.tables.marks().ceilingKey(Keys.mark(source.number(), 0));
    return !source.complete() && (first == null || Keys.intAt(first, 0) != source.number());
  }

  /** Rows that a listed chunk has too need not be kept twice. */
  private void removeOutlived(Source source) {
    List<byte[]> keys = new ArrayList<>();
    for (byte[] key : messageKeys(source)) {
      if (isListedToo(rows.tables.messages(), key)) {
        keys.add(key);
      }
    }
    keys.forEach(rows.tables.messages()::remove);
    List<byte[]> facts = keysOf(rows.tables.facts(), source.number());
    facts.removeIf(key -> !isListedToo(rows.tables.facts(), key));
    facts.forEach(rows.tables.facts()::remove);
  }

  private boolean isListedToo(MVMap<byte[], byte[]> map, byte[] key) {
    byte[] row = map.get(key);
    Cursor<byte[], byte[]> found =
        map.cursor(Keys.withSource(key, 0), Keys.withSource(key, -1), false);
    while (found.hasNext()) {
      if (rows.sources.isListed(Keys.source(found.next()))
          && Arrays.equals(found.getValue(), row)) {
        return true;
      }
    }
    return false;
  }

  /** Messages of a chunk have clocks inside its window: that was checked with their signatures. */
  private List<byte[]> messageKeys(Source source) {
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
    return keys;
  }

  private static List<byte[]> keysOf(MVMap<byte[], byte[]> map, int source) {
    List<byte[]> keys = new ArrayList<>();
    map.keyIterator(null)
        .forEachRemaining(
            key -> {
              if (Keys.source(key) == source) {
                keys.add(key);
              }
            });
    return keys;
  }

  private void removeMarks(Source source) {
    for (int section = 0; section < source.sections(); section++) {
      rows.tables.marks().remove(Keys.mark(source.number(), section));
    }
  }
}
