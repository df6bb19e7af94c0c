package org.annals.importer.chunk;

import static org.annals.importer.database.DatabaseBench.all;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.annals.importer.database.DatabaseBench;
import org.annals.importer.database.ImportState;
import org.annals.importer.database.MessageDatabase;
import org.annals.quota.work.WorkGate;
import org.annals.testkit.OpenHandles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Chunks that are begun while the one before is still written. */
@Timeout(30)
class ImportAheadTest {
  @TempDir Path folder;
  private DatabaseBench bench;
  private final AtomicLong cpu = new AtomicLong();
  private final WorkGate gate =
      new WorkGate(() -> 0, new WorkGate.Processor(cpu::incrementAndGet, () -> 0), nanos -> {});
  private final List<Upcoming> chunks = new ArrayList<>();

  @BeforeEach
  void pack() throws Exception {
    bench = new DatabaseBench(folder);
    chunks.addAll(WeeklyChunks.pack(bench, 4));
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  private Supplier<Optional<Upcoming>> after(int number) {
    return () -> chunks.stream().skip(number + 1).findFirst();
  }

  private ChunkImporter gated(MessageDatabase database) {
    return new ChunkImporter(database, bench.community.curve, bench.verifiers, gate);
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
      requireImported(importer.importChunk(chunks.get(1), Optional::empty));
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
      assertThat(importer.importChunk(chunks.get(1), () -> Optional.of(gone)))
          .isInstanceOf(ImportOutcome.Damaged.class);
      requireImported(importer.importChunk(chunks.get(2), () -> Optional.of(gone)));
      requireImported(importer.importChunk(chunks.get(3), () -> Optional.of(gone)));
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

  private static Supplier<Optional<Upcoming>> nothing() {
    return Optional::empty;
  }

  private long held() {
    return gate.totals(bench.community.id.account()).bufferBytes();
  }

  @Test
  void importChunk_withNext_beginsItAndHoldsItsSectionUntilItIsItsTurn() throws Exception {
    try (MessageDatabase database = bench.database();
        ChunkImporter importer = gated(database)) {
      requireImported(importer.importChunk(chunks.get(0), after(0)));
      assertThat(OpenHandles.on(chunks.get(1).file())).isOne();
      assertThat(held()).isEqualTo(BegunChunk.SECTION_BUFFERS);
      requireImported(importer.importChunk(chunks.get(1), nothing()));
      assertThat(OpenHandles.on(chunks.get(1).file())).isZero();
      assertThat(held()).isZero();
    }
  }

  @Test
  void letGo_begunChunk_closesItsFileAndGivesItsBuffersBack() throws Exception {
    try (MessageDatabase database = bench.database();
        ChunkImporter importer = gated(database)) {
      requireImported(importer.importChunk(chunks.get(0), after(0)));
      importer.letGo(chunks.get(2).id());
      assertThat(held()).as("another one").isEqualTo(BegunChunk.SECTION_BUFFERS);
      importer.letGo(chunks.get(1).id());
      assertThat(OpenHandles.on(chunks.get(1).file())).isZero();
      assertThat(held()).isZero();
      Files.delete(chunks.get(1).file());
      requireImported(importer.importChunk(chunks.get(2), nothing()));
      assertThat(database.counts().messages()).isEqualTo(80);
    }
  }

  /** Whoever marks a chunk as gone and then has it let go finds it begun, or has it not begun. */
  @Test
  void letGo_whileItIsBegun_waitsAndLetsGo() throws Exception {
    try (MessageDatabase database = bench.database();
        ChunkImporter importer = gated(database)) {
      Thread[] evicting = new Thread[1];
      requireImported(
          importer.importChunk(
              chunks.get(0),
              () -> {
                evicting[0] = new Thread(() -> letGo(importer, chunks.get(1)));
                evicting[0].start();
                awaitBlocked(evicting[0]);
                return Optional.of(chunks.get(1));
              }));
      evicting[0].join();
      assertThat(OpenHandles.on(chunks.get(1).file())).isZero();
      assertThat(held()).isZero();
    }
  }

  private static void letGo(ChunkImporter importer, Upcoming chunk) {
    try {
      importer.letGo(chunk.id());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitBlocked(Thread thread) {
    while (thread.getState() != Thread.State.BLOCKED) {
      assertThat(thread.isAlive()).as("it must wait").isTrue();
      Thread.onSpinWait();
    }
  }

  @Test
  void letGo_whatWasBegunAndNotRead_isNotReadAnyMore() throws Exception {
    HeldBackExecutor threads = new HeldBackExecutor();
    try (MessageDatabase database = bench.database();
        ChunkImporter importer =
            new ChunkImporter(database, bench.community.curve, threads, gate)) {
      requireImported(
          importer.importChunk(
              chunks.get(0),
              () -> {
                threads.shutdown();
                return Optional.of(chunks.get(1));
              }));
      assertThat(threads.kept()).isNotEmpty();
      importer.letGo(chunks.get(1).id());
      long worked = worked();
      threads.kept().forEach(Runnable::run);
      assertThat(worked()).isEqualTo(worked);
    }
  }

  private long worked() {
    return gate.totals(bench.community.id.account()).cpuNanos();
  }
}
