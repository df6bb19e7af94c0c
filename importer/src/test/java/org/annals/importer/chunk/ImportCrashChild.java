package org.annals.importer.chunk;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.annals.archiver.ChunkId;
import org.annals.archiver.seal.SampleCommunity;
import org.annals.importer.database.MessageDatabase;
import org.annals.importer.database.OpenOutcome;
import org.annals.quota.UnlimitedStorage;

/** Imports chunks and says which are done; ends itself at a random moment. */
final class ImportCrashChild {
  private ImportCrashChild() {}

  public static void main(String[] args) throws Exception {
    Random random = new Random(Long.parseLong(args[2]));
    SampleCommunity community = new SampleCommunity("speed");
    ExecutorService verifiers = Executors.newFixedThreadPool(2);
    MessageDatabase database =
        ((OpenOutcome.Opened)
                MessageDatabase.open(
                    Path.of(args[1]),
                    community.id,
                    community.curve,
                    new UnlimitedStorage(),
                    key -> false))
            .database();
    Thread killer = new Thread(() -> halt(50 + random.nextInt(1_500)));
    killer.start();
    ChunkImporter importer = new ChunkImporter(database, community.curve, verifiers);
    for (Path file : files(Path.of(args[0]))) {
      String name = file.getFileName().toString();
      ChunkId id = ChunkId.parse(name.substring(name.indexOf('-') + 1));
      if (importer.importChunk(file, id) instanceof ImportOutcome.Imported) {
        System.out.println(id);
        System.out.flush();
      }
      database.compact();
    }
    database.close();
    System.out.println("end");
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }

  private static List<Path> files(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static void halt(int afterMillis) {
    long end = System.nanoTime() + afterMillis * 1_000_000L;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    Runtime.getRuntime().halt(9);
  }
}
