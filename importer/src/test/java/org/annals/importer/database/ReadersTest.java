package org.annals.importer.database;

import static org.annals.archiver.seal.PackBench.at;
import static org.annals.archiver.seal.SampleCommunity.channel;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.annals.archiver.seal.SampleItem;
import org.annals.importer.journal.CappedStorage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers beside a writer who goes back to the last commit, or puts another file in place. */
class ReadersTest {
  private static final int MESSAGES = 50;
  private static final int READERS = 3;

  @TempDir Path folder;
  private DatabaseBench bench;
  private final ExecutorService threads = Executors.newFixedThreadPool(READERS);

  @BeforeEach
  void start() {
    bench = new DatabaseBench(folder);
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    bench.close();
  }

  private SampleItem item(int number, String text) {
    return bench.community.text("ann", channel(1), at(number), text);
  }

  @Test
  void reading_whileFilesAreReplacedAndChangesRefused_neverFailsNorMissesAnything()
      throws Exception {
    CappedStorage storage = new CappedStorage(Long.MAX_VALUE);
    try (MessageDatabase database = bench.open(folder.resolve("m.mv.db"), storage)) {
      for (int i = 0; i < MESSAGES; i++) {
        bench.addLive(database, item(i, "number " + i));
      }
      AtomicBoolean over = new AtomicBoolean();
      List<Future<Integer>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        readers.add(threads.submit(() -> readUntil(over, database)));
      }
      for (int i = 0; i < 60; i++) {
        assertThat(database.rewrite()).isEmpty();
        goBack(database);
      }
      over.set(true);
      for (Future<Integer> reader : readers) {
        assertThat(reader.get()).isGreaterThan(60);
      }
    }
  }

  private static int readUntil(AtomicBoolean over, MessageDatabase database) {
    int times = 0;
    while (!over.get()) {
      assertThat(database.newestFirst(Optional.empty(), Optional.empty(), 99).messages())
          .hasSize(MESSAGES);
      times++;
    }
    return times;
  }

  private static void goBack(MessageDatabase database) {
    DatabaseAccess access = database.access();
    access.begin();
    access.undo();
    access.end();
  }
}
