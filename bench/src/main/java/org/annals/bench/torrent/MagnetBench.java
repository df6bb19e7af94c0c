package org.annals.bench.torrent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.annals.bench.Median;
import org.annals.bench.Options;
import org.annals.bench.Result;
import org.annals.bench.history.HistoryFiles;

/**
 * One chunk of 2 MiB from info hash to verified, one known peer: {@code --chunks 20 --rounds 3}.
 * Ours from our seeder and from libtorrent, libtorrent from libtorrent, in turn.
 */
public final class MagnetBench {
  private MagnetBench() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    Options options = Options.of(arguments);
    int count = options.count("chunks", 20);
    int rounds = options.count("rounds", 3);
    Path work = options.work();
    Path target = Path.of(options.text("target", work.resolve("fetched").toString()));
    options.requireAllKnown();
    MediaChunks chunks = MediaChunks.make(work.resolve("chunks-" + count), count);
    List<Double> ours = new ArrayList<>();
    List<Double> mixed = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    try (Peer ourSeeder = Peer.ours();
        Peer theirSeeder = Peer.libtorrent(work);
        Peer our = Peer.ours();
        Peer their = Peer.libtorrent(work)) {
      ourSeeder.seed(chunks.files());
      theirSeeder.seed(chunks.files());
      for (int round = 0; round < rounds; round++) {
        for (BenchFile file : chunks.files()) {
          ours.add(fetch(our, file, chunks, ourSeeder, target));
          mixed.add(fetch(our, file, chunks, theirSeeder, target));
          theirs.add(fetch(their, file, chunks, theirSeeder, target));
        }
      }
    }
    new Result("magnet")
        .put("ours", figures(ours))
        .put("oursFromLibtorrent", figures(mixed))
        .put("libtorrent", figures(theirs))
        .print(
            String.format(
                Locale.ROOT,
                "magnet to verified, median of %d: %.0f ms, from libtorrent %.0f ms (bar 300);"
                    + " libtorrent from libtorrent %.0f ms",
                ours.size(),
                Median.of(ours) * 1000,
                Median.of(mixed) * 1000,
                Median.of(theirs) * 1000));
  }

  private static Map<String, Object> figures(List<Double> seconds) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("medianMillis", Result.rounded(Median.of(seconds) * 1000));
    figures.put("firstMillis", Result.rounded(seconds.get(0) * 1000));
    figures.put("maxMillis", Result.rounded(Collections.max(seconds) * 1000));
    figures.put("count", seconds.size());
    return figures;
  }

  private static double fetch(
      Peer peer, BenchFile file, MediaChunks chunks, Peer seeder, Path target) throws IOException {
    HistoryFiles.deleteTree(target);
    Peer.Fetched fetched = peer.fetch(List.of(file), target, seeder, true, chunks.community());
    if (!file.isEqualTo(target.resolve(file.info().name()))) {
      throw new IOException(peer.name() + " fetched other bytes");
    }
    return fetched.seconds();
  }
}
