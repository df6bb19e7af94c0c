package org.annals.importer.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.annals.archiver.ChunkId;
import org.annals.archiver.seal.SampleCommunity;
import org.annals.importer.database.ImportState;
import org.annals.importer.database.MessageDatabase;
import org.annals.importer.database.OpenOutcome;
import org.annals.importer.database.View;
import org.annals.importer.digest.DigestReport;
import org.annals.importer.digest.MessageDigests;
import org.annals.quota.UnlimitedStorage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that stop without a warning while they import. */
@Tag("slow")
class ImportCrashTest {
  private static final int CRASHES = Integer.getInteger("annals.crashes", 10);
  private static final int MESSAGES = 20_000;

  @TempDir Path folder;
  private final SampleCommunity community = new SampleCommunity("speed");

  @Test
  void crash_atRandomMoments_keepsEveryCommitAndCompletes() throws Exception {
    Map<ChunkId, Path> chunks = new GeneratedChunks(community, folder).make(MESSAGES);
    DigestReport expected = digest(folder.resolve("whole.mv.db"), chunks);
    Path file = folder.resolve("crashed.mv.db");
    for (int seed = 0; seed < CRASHES; seed++) {
      List<String> done = crash(file, seed);
      try (MessageDatabase database = open(file)) {
        requireAll(database, done);
        requireWholeSections(database, chunks.keySet());
      }
      // Begin anew now and then, so that crashes hit the beginning as well as the end.
      if (seed % 4 == 3) {
        MessageDatabase.delete(file);
      }
    }
    assertThat(digest(file, chunks)).isEqualTo(expected);
  }

  private static void requireAll(MessageDatabase database, List<String> done) {
    assertThat(done)
        .allSatisfy(
            id ->
                assertThat(database.importState(ChunkId.parse(id)))
                    .isEqualTo(new ImportState.Yes()));
  }

  private static void requireWholeSections(MessageDatabase database, Iterable<ChunkId> chunks) {
    long messages = MessageDigests.of(database, View.ARCHIVED).messages();
    assertThat(messages).isEqualTo(database.counts().messages());
    for (ChunkId chunk : chunks) {
      assertThat(database.importState(chunk)).isNotNull();
    }
  }

  private DigestReport digest(Path file, Map<ChunkId, Path> chunks) throws Exception {
    ExecutorService verifiers = Executors.newFixedThreadPool(2);
    try (MessageDatabase database = open(file)) {
      ChunkImporter importer = new ChunkImporter(database, community.curve, verifiers);
      for (Map.Entry<ChunkId, Path> chunk : chunks.entrySet()) {
        assertThat(importer.importChunk(chunk.getValue(), chunk.getKey()))
            .isInstanceOf(ImportOutcome.Imported.class);
      }
      return MessageDigests.of(database, View.ARCHIVED);
    } finally {
      verifiers.shutdownNow();
    }
  }

  private MessageDatabase open(Path file) throws IOException {
    OpenOutcome outcome =
        MessageDatabase.open(
            file, community.id, community.curve, new UnlimitedStorage(), key -> false);
    return ((OpenOutcome.Opened) outcome).database();
  }

  private List<String> crash(Path file, int seed) throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                ImportCrashChild.class.getName(),
                folder.resolve("speed-" + MESSAGES).toString(),
                file.toString(),
                String.valueOf(seed))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> ids = new ArrayList<>();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        ids.add(line);
      }
    }
    child.waitFor();
    ids.remove("end");
    return ids;
  }
}
