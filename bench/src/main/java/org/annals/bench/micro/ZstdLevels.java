package org.annals.bench.micro;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.annals.bench.Options;
import org.annals.bench.Result;
import org.annals.bench.history.Community;
import org.annals.bench.history.HistoryShape;
import org.annals.bench.pack.PackedList;
import org.annals.keys.Secp256k1;

/**
 * Compresses the message sections of a packed history again at several levels: {@code --messages
 * 100000 --levels 3,6,9,12,15,19}. Sizes are without the signatures, speed is of raw bytes on one
 * thread.
 */
public final class ZstdLevels {
  private ZstdLevels() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Options options = Options.of(arguments);
    HistoryShape shape = HistoryShape.of(options, 100_000);
    List<Integer> levels = options.counts("levels", "3,6,9,12,15,19");
    Path work = options.work();
    options.requireAllKnown();
    Secp256k1 curve = Secp256k1.fastest();
    Community community = Community.of(shape.seed(), curve);
    List<byte[]> sections = new ArrayList<>();
    for (Path chunk : PackedList.of(work, shape)) {
      sections.addAll(RawSections.of(chunk, community.id(), curve));
    }
    long raw = sections.stream().mapToLong(section -> section.length).sum();
    Map<Integer, Long> sizes = new LinkedHashMap<>();
    Map<String, Object> rows = new LinkedHashMap<>();
    for (int level : levels) {
      compress(sections, level, (sections.size() + 9) / 10);
      long start = System.nanoTime();
      sizes.put(level, compress(sections, level, sections.size()));
      double seconds = (System.nanoTime() - start) / 1e9;
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("bytes", sizes.get(level));
      row.put("bytesPerMessage", Result.rounded((double) sizes.get(level) / shape.messages()));
      row.put("mbPerSecond", Result.rounded(raw / 1e6 / seconds));
      rows.put("level" + level, row);
      System.err.printf(
          Locale.ROOT,
          "zstd %d: %.1f bytes a message, %.0f MB/s%n",
          level,
          (double) sizes.get(level) / shape.messages(),
          raw / 1e6 / seconds);
    }
    new Result("zstd")
        .put("messages", shape.messages())
        .put("texts", shape.texts().isEmpty() ? "generated" : "export")
        .put("sections", sections.size())
        .put("rawBytes", raw)
        .put("levels", rows)
        .print("zstd: " + raw / shape.messages() + " raw bytes a message");
  }

  private static long compress(List<byte[]> sections, int level, int count) {
    return sections.stream().limit(count).mapToLong(s -> Zstd.compress(s, level).length).sum();
  }
}
