package org.annals.importer.database;

import static org.annals.archiver.seal.PackBench.at;
import static org.annals.archiver.seal.SampleCommunity.channel;
import static org.annals.importer.database.DatabaseBench.all;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChunkId;
import org.annals.archiver.seal.SampleItem;
import org.annals.importer.journal.CappedStorage;
import org.annals.keys.Digest;
import org.annals.testkit.fault.FaultFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An input/output error at every call of a database's life, underneath H2. */
class MessageDatabaseFaultTest {
  private static final int MESSAGES = 300;

  @TempDir Path folder;
  private DatabaseBench bench;
  private List<ChunkId> chunks = List.of();
  private SampleItem live;
  private List<String> calls = List.of();

  @BeforeEach
  void pack() throws IOException {
    bench = new DatabaseBench(folder);
    live = bench.community.text("eve", channel(2), at(9_999), "live");
    SampleItem[] items = new SampleItem[MESSAGES];
    for (int i = 0; i < items.length; i++) {
      items[i] = bench.community.text("ann", channel(i % 3), at(i), "number " + i);
    }
    chunks = bench.pack(items);
  }

  @AfterEach
  void stop() {
    bench.close();
  }

  /** A step that may fail once, and is then taken again. */
  private interface Step {
    void take() throws IOException;
  }

  private static void take(Step step) throws IOException {
    try {
      step.take();
    } catch (IOException | UncheckedIOException planned) {
      step.take();
    }
  }

  private MessageDatabase open(Path file, CappedStorage storage) throws IOException {
    try {
      return bench.open(file, storage);
    } catch (IOException planned) {
      return bench.open(file, storage);
    }
  }

  /** One call of all these may fail; in the end everything is there. */
  private Digest live(FaultFileSystem disk) throws IOException {
    Path file = disk.root().resolve("messages.mv.db");
    CappedStorage storage = new CappedStorage(Long.MAX_VALUE);
    MessageDatabase database = open(file, storage);
    take(() -> bench.importInto(database, chunks));
    take(() -> bench.addLive(database, live));
    take(() -> done(database.remove(chunks.get(0), Removal.EVICT)));
    take(() -> bench.importInto(database, chunks));
    take(() -> assertThat(database.rewrite()).isEmpty());
    take(() -> done(database.compact()));
    startAnew(database);
    take(() -> bench.importInto(database, chunks));
    take(() -> bench.addLive(database, live));
    assertThat(storage.usage().usedTotal()).isEqualTo(Files.size(file));
    try {
      database.close();
    } catch (IOException planned) {
      assertThat(disk.faults().log()).isNotEmpty();
    }
    assertThat(storage.usage().usedTotal()).isZero();
    try (MessageDatabase again = open(file, storage)) {
      take(
          () ->
              assertThat(again.newestFirst(Optional.empty(), Optional.empty(), 999).messages())
                  .hasSize(MESSAGES + 1));
      Digest digest = all(again);
      calls = disk.faults().log();
      disk.faults().clear();
      return digest;
    }
  }

  /** Not tried again: whether it is empty now or as it was, the next use finds it open. */
  private static void startAnew(MessageDatabase database) {
    try {
      database.startAnew();
    } catch (IOException planned) {
      assertThat(planned).hasStackTraceContaining("Input/output error (planned");
    }
  }

  private static void done(WriteOutcome outcome) {
    assertThat(outcome).isInstanceOf(WriteOutcome.Done.class);
  }

  private FaultFileSystem disk(String name) throws IOException {
    return new FaultFileSystem(Files.createDirectory(folder.resolve(name)));
  }

  @Test
  void error_atEveryCall_isToldAndLosesNothing() throws IOException {
    FaultFileSystem sound = disk("sound");
    Digest expected = live(sound);
    List<String> all = calls;
    assertThat(all).hasSizeGreaterThan(60);
    for (int k = 1; k <= all.size(); k++) {
      FaultFileSystem disk = disk("error-" + k);
      disk.faults().failCall(k);
      try {
        assertThat(live(disk)).as("an error at call %s", k).isEqualTo(expected);
      } catch (IOException | RuntimeException | AssertionError e) {
        throw new AssertionError("an error at call " + k + ", " + all.get(k - 1), e);
      }
    }
  }
}
