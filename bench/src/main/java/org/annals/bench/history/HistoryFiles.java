package org.annals.bench.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.annals.bench.ChildJvm;
import org.annals.bench.Options;
import org.annals.importer.journal.LiveJournal;
import org.annals.keys.Secp256k1;
import org.annals.quota.UnlimitedStorage;

/**
 * Journals of generated communities, made once and kept. As a main class it makes one, so that the
 * making never shares a JVM with a measurement.
 */
public final class HistoryFiles {
  private static final String DONE = "done";

  private HistoryFiles() {}

  /** The journal's folder of a shape; generated in another JVM when it is not there yet. */
  public static Path journal(Path work, HistoryShape shape)
      throws IOException, InterruptedException {
    Path folder = work.resolve(shape.fileName());
    if (!Files.exists(folder.resolve(DONE))) {
      deleteTree(folder);
      ChildJvm.run(
          List.of("-Xmx1g"), HistoryFiles.class, shape.arguments("--work", work.toString()));
    }
    return folder.resolve("live");
  }

  /** Makes one journal. */
  public static void main(String[] arguments) throws IOException {
    Options options = Options.of(arguments);
    HistoryShape shape = HistoryShape.of(options, 0);
    Path folder = options.work().resolve(shape.fileName());
    options.requireAllKnown();
    Files.createDirectories(folder);
    Secp256k1 curve = Secp256k1.fastest();
    Community community = new Community(shape, curve);
    TextSource texts = texts(shape);
    long[] written = {0, 0};
    try (LiveJournal journal =
        LiveJournal.open(
            folder.resolve("live"), community.id().account(), new UnlimitedStorage())) {
      new HistoryGenerator(shape, community, curve, texts)
          .generate(
              batch -> {
                journal.append(batch);
                written[0] += batch.size();
                if (written[0] / 100_000 > written[1]) {
                  written[1] = written[0] / 100_000;
                  System.err.printf("bench: generated %d messages%n", written[0]);
                }
              });
    }
    Files.writeString(folder.resolve(DONE), shape.toString());
  }

  /** The texts of a shape. */
  public static TextSource texts(HistoryShape shape) throws IOException {
    return shape.texts().isEmpty()
        ? new WordTexts(shape.seed())
        : new ExportTexts(Path.of(shape.texts()));
  }

  /** Deletes a folder and all that is in it, if it is there. */
  public static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      Files.delete(file);
    }
  }
}
