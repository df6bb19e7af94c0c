package org.annals.importer.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.annals.importer.database.DatabaseBench;
import org.annals.importer.database.MessageDatabase;
import org.annals.quota.work.WorkGate;
import org.annals.quota.work.WorkLimits;
import org.annals.testkit.OpenHandles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Buffers that imports hold, within a limit that others share. */
@Timeout(30)
class ImportBuffersTest {
  @TempDir Path folder;
  private DatabaseBench bench;
  private final WorkGate gate = WorkGate.unlimited();
  private List<Upcoming> chunks = List.of();

  @BeforeEach
  void pack() throws Exception {
    bench = new DatabaseBench(folder);
    chunks = WeeklyChunks.pack(bench, 4);
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

  private static Supplier<Optional<Upcoming>> nothing() {
    return Optional::empty;
  }

  private long held() {
    return gate.totals(bench.community.id.account()).bufferBytes();
  }

  @Test
  void importChunk_holdsTwoSectionsWhateverFollows() throws Exception {
    try (MessageDatabase database = bench.database();
        ChunkImporter importer = gated(database)) {
      List<Long> heldMeanwhile = new ArrayList<>();
      for (int i = 0; i < chunks.size(); i++) {
        Supplier<Optional<Upcoming>> next = after(i);
        requireImported(
            importer.importChunk(
                chunks.get(i),
                () -> {
                  heldMeanwhile.add(held());
                  return next.get();
                }));
      }
      assertThat(heldMeanwhile).hasSize(4).containsOnly(2 * BegunChunk.SECTION_BUFFERS);
    }
  }

  @Test
  void importChunk_othersWaitForBuffers_keepsNothingOfTheNext() throws Exception {
    gate.limits(WorkLimits.NONE.memory(OptionalLong.of(WorkLimits.LEAST_MEMORY)));
    try (MessageDatabase database = bench.database();
        ChunkImporter importer = gated(database)) {
      Thread packing = new Thread(this::holdAllForAMoment);
      requireImported(
          importer.importChunk(
              chunks.get(0),
              () -> {
                packing.start();
                awaitAwaited();
                return Optional.of(chunks.get(1));
              }));
      packing.join();
      assertThat(OpenHandles.on(chunks.get(1).file())).isZero();
      requireImported(importer.importChunk(chunks.get(1), nothing()));
      assertThat(held()).isZero();
    }
  }

  private void holdAllForAMoment() {
    try {
      gate.hold(bench.community.id.account(), WorkLimits.LEAST_MEMORY).close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitAwaited() {
    while (!gate.isAwaited()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void importChunk_othersHoldBuffers_waitsWithoutHoldingAny() throws Exception {
    gate.limits(WorkLimits.NONE.memory(OptionalLong.of(WorkLimits.LEAST_MEMORY)));
    try (MessageDatabase database = bench.database();
        ChunkImporter importer = gated(database)) {
      requireImported(importer.importChunk(chunks.get(0), after(0)));
      long half = WorkLimits.LEAST_MEMORY / 2;
      WorkGate.Buffers packing = gate.tryHold(bench.community.id.account(), half).orElseThrow();
      CompletableFuture<ImportOutcome> second =
          CompletableFuture.supplyAsync(() -> imported(importer, chunks.get(1)));
      awaitAwaited();
      assertThat(held()).isEqualTo(half);
      packing.close();
      requireImported(second.get(20, TimeUnit.SECONDS));
      assertThat(held()).isZero();
    }
  }

  private static ImportOutcome imported(ChunkImporter importer, Upcoming chunk) {
    try {
      return importer.importChunk(chunk, nothing());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
