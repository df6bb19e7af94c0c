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
import org.annals.workload.Workload;
import org.annals.workload.WorkloadSpec;

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
    Community community = Community.of(shape.seed(), curve);
    String realised;
    try (LiveJournal journal =
        LiveJournal.open(
            folder.resolve("live"), community.id().account(), new UnlimitedStorage())) {
      realised = fill(shape, community, curve, journal);
    }
    Files.writeString(folder.resolve(DONE), shape + "\n" + realised + "\n");
  }

  private static String fill(
      HistoryShape shape, Community community, Secp256k1 curve, LiveJournal journal)
      throws IOException {
    WorkloadSpec spec = shape.spec(community);
    JournalFilling filling = new JournalFilling(journal, shape.onlyMessages());
    String realised = shape.texts();
    if (shape.texts().isEmpty()) {
      realised = Workload.generate(spec, curve, filling).toString();
    } else {
      ExportTexts texts = new ExportTexts(Path.of(shape.texts()));
      new ExportHistory(spec, curve, texts).generate(filling::add);
    }
    filling.end();
    return realised;
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
