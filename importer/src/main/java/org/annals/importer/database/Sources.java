package org.annals.importer.database;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;

/** The chunks that rows come from. All are in memory: a few hundred bytes each. */
final class Sources {
  /** Number of the live journal. */
  static final int LIVE = 0;

  private final Tables tables;
  private final List<Source> all = new ArrayList<>();
  private boolean anyUnlisted;

  Sources(Tables tables) {
    this.tables = tables;
    tables.sources().forEach((key, value) -> all.add(Source.decode(Keys.intAt(key, 0), value)));
    look();
  }

  private void look() {
    anyUnlisted = all.stream().anyMatch(source -> !source.listed());
  }

  /** Whether there is any chunk that is not listed any more. */
  boolean anyUnlisted() {
    return anyUnlisted;
  }

  List<Source> all() {
    return Collections.unmodifiableList(all);
  }

  Optional<Source> find(ChunkId chunk) {
    byte[] number = tables.sourceNumbers().get(chunk.toBytes());
    return number == null ? Optional.empty() : Optional.of(get(Keys.intAt(number, 0)));
  }

  /** A chunk by its number; never {@link #LIVE}. */
  Source get(int number) {
    return all.get(number - 1);
  }

  boolean isListed(int number) {
    return number != LIVE && get(number).listed();
  }

  /** Enters a chunk, or lists a known one again. */
  Source enter(ChunkId chunk, ChunkPosition position, long mediaOffset, int sections) {
    Optional<Source> known = find(chunk);
    if (known.isPresent()) {
      Source listed = known.get().with(true, known.get().complete());
      put(listed);
      return listed;
    }
    Source source = new Source(all.size() + 1, chunk, position, mediaOffset, sections, true, false);
    all.add(source);
    tables.sourceNumbers().put(chunk.toBytes(), Keys.number(source.number()));
    put(source);
    return source;
  }

  void put(Source source) {
    all.set(source.number() - 1, source);
    tables.sources().put(Keys.number(source.number()), source.encode());
    look();
  }
}
