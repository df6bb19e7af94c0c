package org.annals.bench.torrent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.annals.bench.Median;
import org.annals.bench.Options;
import org.annals.bench.Result;
import org.annals.bench.history.HistoryFiles;

/**
 * Forty chunks of 2 MiB at once from one seeder: {@code --chunks 40 --rounds 7 --seeder
 * libtorrent}. Every file is compared byte by byte afterwards; time ends when all are verified.
 */
public final class ManyChunksBench {
  private ManyChunksBench() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    Options options = Options.of(arguments);
    int count = options.count("chunks", 40);
    int rounds = options.count("rounds", 7);
    String seederName = options.text("seeder", "libtorrent");
    Path work = options.work();
    Path target = Path.of(options.text("target", work.resolve("fetched").toString()));
    options.requireAllKnown();
    MediaChunks chunks = MediaChunks.make(work.resolve("chunks-" + count), count);
    List<Double> our = new ArrayList<>();
    List<Double> their = new ArrayList<>();
    try (Peer seeder = Peer.named(seederName, work);
        Peer ours = Peer.ours();
        Peer theirs = Peer.libtorrent(work)) {
      seeder.seed(chunks.files());
      double first = fetch(ours, chunks, seeder, target);
      fetch(theirs, chunks, seeder, target);
      for (int round = 0; round < rounds; round++) {
        our.add(fetch(ours, chunks, seeder, target));
        their.add(fetch(theirs, chunks, seeder, target));
      }
      new Result("chunks40")
          .put("chunks", count)
          .put("seeder", seeder.name())
          .put("firstSeconds", first)
          .put("seconds", Median.of(our))
          .put("rounds", our.stream().map(Result::rounded).toList())
          .put("libtorrentSeconds", Median.of(their))
          .print(
              String.format(
                  Locale.ROOT,
                  "chunks40: %d chunks in %.2f s, first time %.2f s (bar 1.0), all equal;"
                      + " libtorrent %.2f s",
                  count,
                  Median.of(our),
                  first,
                  Median.of(their)));
    }
  }

  private static double fetch(Peer peer, MediaChunks chunks, Peer seeder, Path target)
      throws IOException {
    HistoryFiles.deleteTree(target);
    Peer.Fetched fetched = peer.fetch(chunks.files(), target, seeder, true, chunks.community());
    for (BenchFile file : chunks.files()) {
      if (!file.isEqualTo(target.resolve(file.info().name()))) {
        throw new IOException(peer.name() + " fetched other bytes of " + file.info().name());
      }
    }
    HistoryFiles.deleteTree(target);
    return fetched.seconds();
  }
}
