package org.annals.importer.chunk;

import static org.annals.archiver.seal.PackBench.WINDOW;
import static org.annals.archiver.seal.PackBench.at;
import static org.annals.archiver.seal.SampleCommunity.channel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.annals.archiver.ChunkId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.seal.MemorySource;
import org.annals.archiver.seal.SampleItem;
import org.annals.importer.database.DatabaseBench;

/** A chunk for each of some weeks. */
final class WeeklyChunks {
  static final int MESSAGES = 40;
  private static final long WEEK = 604_800_000L;

  private WeeklyChunks() {}

  /** Oldest first. */
  static List<Upcoming> pack(DatabaseBench bench, int weeks) throws IOException {
    List<Upcoming> chunks = new ArrayList<>();
    for (int week = 0; week < weeks; week++) {
      TimeWindow window = new TimeWindow(WINDOW.index() + week);
      SampleItem[] items = new SampleItem[MESSAGES];
      for (int i = 0; i < items.length; i++) {
        items[i] = bench.community.text("ann", channel(i % 3), at(week * WEEK + i), "number " + i);
      }
      for (ChunkId id : bench.pack(window, MemorySource.of(items), null)) {
        chunks.add(new Upcoming(bench.file(id), id));
      }
    }
    return chunks;
  }
}
