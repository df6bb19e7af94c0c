package org.annals.bench.pack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.annals.archiver.seal.PackedChunk;
import org.annals.bench.ChildJvm;
import org.annals.bench.history.HistoryShape;

/** The chunk files of a packed history, kept between runs. */
public final class PackedList {
  private PackedList() {}

  /** The chunks of a shape in the order of time; packed in another JVM when they are not there. */
  public static List<Path> of(Path work, HistoryShape shape)
      throws IOException, InterruptedException {
    Path folder = work.resolve(shape.fileName());
    if (!Files.exists(list(folder))) {
      ChildJvm.run(
          List.of("-Xmx512m"),
          PackBench.class,
          shape.arguments("--work", work.toString(), "--rounds", "1"));
    }
    return Files.readAllLines(list(folder)).stream()
        .map(folder.resolve("chunks")::resolve)
        .toList();
  }

  static void write(Path folder, List<PackedChunk> chunks) throws IOException {
    Files.write(list(folder), chunks.stream().map(chunk -> chunk.torrent().name()).toList());
  }

  /** Call it before the chunks are deleted. */
  static void forget(Path folder) throws IOException {
    Files.deleteIfExists(list(folder));
  }

  private static Path list(Path folder) {
    return folder.resolve("chunks.list");
  }
}
