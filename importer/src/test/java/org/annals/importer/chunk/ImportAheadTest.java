package org.annals.importer.chunk;

import static org.annals.archiver.seal.PackBench.WINDOW;
import static org.annals.archiver.seal.PackBench.at;
import static org.annals.archiver.seal.SampleCommunity.channel;
import static org.annals.importer.database.DatabaseBench.all;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChunkId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.seal.MemorySource;
import org.annals.archiver.seal.SampleItem;
import org.annals.importer.database.DatabaseBench;
import org.annals.importer.database.ImportState;
import org.annals.importer.database.MessageDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chunks that are begun while the one before is still written. */
class ImportAheadTest {
  private static final long WEEK = 604_800_000L;

  @TempDir Path folder;
  private DatabaseBench bench;
  private final List<Upcoming> chunks = new ArrayList<>();

  @BeforeEach
  void pack() throws Exception {
    bench = new DatabaseBench(folder);
    for (int week = 0; week < 4; week++) {
      TimeWindow window = new TimeWindow(WINDOW.index() + week);
      SampleItem[] items = new SampleItem[40];
      for (int i = 0; i < items.length; i++) {
        items[i] = bench.community.text("ann", channel(i % 3), at(week * WEEK + i), "number " + i);
      }
      for (ChunkId id : bench.pack(window, MemorySource.of(items), null)) {
        chunks.add(new Upcoming(bench.file(id), id));
      }
    }
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private Optional<Upcoming> after(int number) {
    return number + 1 < chunks.size() ? Optional.of(chunks.get(number + 1)) : Optional.empty();
  }

  private static void requireImported(ImportOutcome outcome) {
    assertThat(outcome).isInstanceOf(ImportOutcome.Imported.class);
  }

  @Test
  void importChunk_eachWithTheNext_givesWhatOneByOneGives() throws Exception {
    try (MessageDatabase ahead = bench.database();
        MessageDatabase plain = bench.database();
        ChunkImporter importer = bench.importer(ahead)) {
      for (int i = 0; i < chunks.size(); i++) {
        requireImported(importer.importChunk(chunks.get(i), after(i)));
        bench.importInto(plain, List.of(chunks.get(i).id()));
      }
      assertThat(ahead.counts().messages()).isEqualTo(160);
      assertThat(all(ahead)).isEqualTo(all(plain));
    }
  }

  @Test
  void importChunk_anotherThanWasSaid_isImportedAllTheSame() throws Exception {
    try (MessageDatabase database = bench.database();
        ChunkImporter importer = bench.importer(database)) {
      requireImported(importer.importChunk(chunks.get(0), after(0)));
      requireImported(importer.importChunk(chunks.get(2), after(0)));
      assertThat(database.importState(chunks.get(1).id())).isEqualTo(new ImportState.No());
      requireImported(importer.importChunk(chunks.get(1), Optional.empty()));
      assertThat(database.counts().messages()).isEqualTo(120);
    }
  }

  @Test
  void importChunk_nextIsDamagedOrGone_isSaidWhenItIsItsTurn() throws Exception {
    Path damaged = chunks.get(1).file();
    byte[] bytes = Files.readAllBytes(damaged);
    bytes[bytes.length - 9] ^= 1;
    Files.write(damaged, bytes);
    Upcoming gone = new Upcoming(folder.resolve("gone"), chunks.get(2).id());
    try (MessageDatabase database = bench.database();
        ChunkImporter importer = bench.importer(database)) {
      requireImported(importer.importChunk(chunks.get(0), after(0)));
      assertThat(importer.importChunk(chunks.get(1), Optional.of(gone)))
          .isInstanceOf(ImportOutcome.Damaged.class);
      requireImported(importer.importChunk(chunks.get(2), Optional.of(gone)));
      requireImported(importer.importChunk(chunks.get(3), Optional.of(gone)));
      assertThat(database.counts().messages()).isEqualTo(120);
    }
  }

  @Test
  void importChunk_nextWasImportedMeanwhile_changesNothing() throws Exception {
    try (MessageDatabase database = bench.database();
        ChunkImporter importer = bench.importer(database)) {
      requireImported(importer.importChunk(chunks.get(0), after(0)));
      bench.importInto(database, List.of(chunks.get(1).id()));
      var before = all(database);
      requireImported(importer.importChunk(chunks.get(1), after(1)));
      assertThat(all(database)).isEqualTo(before);
    }
  }
}
