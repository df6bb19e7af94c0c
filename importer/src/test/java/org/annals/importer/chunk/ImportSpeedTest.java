package org.annals.importer.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.annals.archiver.ChunkId;
import org.annals.archiver.seal.SampleCommunity;
import org.annals.importer.database.MessageDatabase;
import org.annals.importer.database.OpenOutcome;
import org.annals.importer.database.View;
import org.annals.importer.digest.DigestReport;
import org.annals.importer.digest.MessageDigests;
import org.annals.quota.UnlimitedStorage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Verifies and imports a generated community and prints how long it took. Sizes: {@code
 * -Dannals.import.messages} (default 100,000), {@code -Dannals.import.chunks=DIR} to keep the
 * chunks for the next run.
 */
@Tag("slow")
class ImportSpeedTest {
  private static final int MESSAGES = Integer.getInteger("annals.import.messages", 100_000);

  @TempDir Path temporary;

  @Test
  void importChunks_ofAGeneratedCommunity_takesAll() throws Exception {
    SampleCommunity community = new SampleCommunity("speed");
    String kept = System.getProperty("annals.import.chunks");
    Path folder = kept == null ? temporary : Path.of(kept);
    Map<ChunkId, Path> chunks = new GeneratedChunks(community, folder).make(MESSAGES);
    ExecutorService verifiers = Executors.newFixedThreadPool(2);
    Path file = temporary.resolve("messages.mv.db");
    try (MessageDatabase database = open(file, community)) {
      ChunkImporter importer = new ChunkImporter(database, community.curve, verifiers);
      long highest = importAll(chunks, importer, database, file);
      long start = System.nanoTime();
      DigestReport report = MessageDigests.of(database, View.ARCHIVED);
      System.out.printf("digest in %d ms%n", (System.nanoTime() - start) / 1_000_000);
      assertThat(report.messages()).isEqualTo(MESSAGES);
      database.rewrite();
      System.out.printf(
          "file at most %d MiB, compacted %d MiB, ratio %.2f%n",
          highest >> 20, Files.size(file) >> 20, (double) highest / Files.size(file));
    } finally {
      verifiers.shutdownNow();
    }
  }

  private static long importAll(
      Map<ChunkId, Path> chunks, ChunkImporter importer, MessageDatabase database, Path file)
      throws IOException, InterruptedException {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long start = System.nanoTime();
    long cpu = system.getProcessCpuTime();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long inserting = threads.getCurrentThreadCpuTime();
    long highest = 0;
    for (Map.Entry<ChunkId, Path> chunk : new LinkedHashMap<>(chunks).entrySet()) {
      ImportOutcome outcome = importer.importChunk(chunk.getValue(), chunk.getKey());
      assertThat(outcome)
          .isInstanceOfSatisfying(
              ImportOutcome.Imported.class, done -> assertThat(done.rejected()).isEmpty());
      highest = Math.max(highest, Files.size(file));
      database.compact();
      highest = Math.max(highest, Files.size(file));
    }
    long nanos = System.nanoTime() - start;
    System.out.printf(
        "%d messages in %d chunks: %.0f/s, %.1f us each, %.1f us cpu (%.1f of it inserting)%n",
        MESSAGES,
        chunks.size(),
        MESSAGES * 1e9 / nanos,
        nanos / 1e3 / MESSAGES,
        (system.getProcessCpuTime() - cpu) / 1e3 / MESSAGES,
        (threads.getCurrentThreadCpuTime() - inserting) / 1e3 / MESSAGES);
    return highest;
  }

  private static MessageDatabase open(Path file, SampleCommunity community) throws IOException {
    OpenOutcome outcome =
        MessageDatabase.open(
            file, community.id, community.curve, new UnlimitedStorage(), key -> false);
    return ((OpenOutcome.Opened) outcome).database();
  }
}
