package org.annals.bench.torrent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.annals.bench.Median;
import org.annals.bench.Options;
import org.annals.bench.Result;
import org.annals.bench.history.HistoryFiles;

/**
 * Downloads one large file from a libtorrent seeder, ours and libtorrent in turn: {@code --mib 2048
 * --rounds 5 --warm-mib 512 --target DIR}. Our process has downloaded before, as a running node
 * has.
 */
public final class DownloadBench {
  private static final double GIB = 1 << 30;

  private DownloadBench() {}

  /** Figures of one side. */
  private static final class Side {
    final List<Double> rates = new ArrayList<>();
    final List<Double> cpu = new ArrayList<>();
    final List<Double> threadCpu = new ArrayList<>();

    void add(BenchFile file, Peer.Fetched fetched) {
      double gib = file.info().length() / GIB;
      rates.add(gib * 1024 / fetched.seconds());
      cpu.add(fetched.cpu() / gib);
      threadCpu.add((fetched.threadCpu() > 0 ? fetched.threadCpu() : fetched.cpu()) / gib);
    }

    Map<String, Object> figures() {
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("mibPerSecond", Median.rounded(rates));
      figures.put("cpuSecondsPerGib", Median.rounded(cpu));
      figures.put("threadCpuSecondsPerGib", Median.rounded(threadCpu));
      figures.put("rounds", rates.stream().map(Result::rounded).toList());
      return figures;
    }
  }

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    Options options = Options.of(arguments);
    long mib = options.number("mib", 2048);
    long warm = options.number("warm-mib", 512);
    int rounds = options.count("rounds", 5);
    Path work = options.work();
    Path target = Path.of(options.text("target", work.resolve("fetched").toString()));
    options.requireAllKnown();
    BenchFile file = BenchFile.random(work.resolve("download"), mib << 20, 2);
    BenchFile first = BenchFile.random(work.resolve("download"), warm << 20, 3);
    Side our = new Side();
    Side their = new Side();
    try (Peer seeder = Peer.libtorrent(work);
        Peer ours = Peer.ours();
        Peer theirs = Peer.libtorrent(work)) {
      seeder.seed(List.of(file, first));
      for (Peer peer : List.of(ours, ours, theirs)) {
        fetch(peer, first, seeder, target);
      }
      for (int round = 0; round < rounds; round++) {
        if (round % 2 == 0) {
          our.add(file, fetch(ours, file, seeder, target));
          their.add(file, fetch(theirs, file, seeder, target));
        } else {
          their.add(file, fetch(theirs, file, seeder, target));
          our.add(file, fetch(ours, file, seeder, target));
        }
      }
    }
    report(mib, our, their);
  }

  private static Peer.Fetched fetch(Peer peer, BenchFile file, Peer seeder, Path target)
      throws IOException {
    HistoryFiles.deleteTree(target);
    Peer.Fetched fetched = peer.fetch(List.of(file), target, seeder, false, "");
    if (!file.isEqualTo(target.resolve(file.info().name()))) {
      throw new IOException(peer.name() + " fetched other bytes");
    }
    HistoryFiles.deleteTree(target);
    return fetched;
  }

  private static void report(long mib, Side our, Side their) {
    double speed = Median.of(our.rates) / Median.of(their.rates);
    double cpu = Median.of(our.threadCpu) / Median.of(their.threadCpu);
    new Result("download")
        .put("mib", mib)
        .put("ours", our.figures())
        .put("libtorrent", their.figures())
        .put("speedRatio", speed)
        .put("threadCpuRatio", cpu)
        .print(
            String.format(
                Locale.ROOT,
                "download %d MiB: %.0f MiB/s, libtorrent %.0f, ratio %.2f (bar 0.75, aim 0.9);"
                    + " CPU of the threads %.2f s/GiB, libtorrent %.2f, ratio %.2f (bar 1.2)",
                mib,
                Median.of(our.rates),
                Median.of(their.rates),
                speed,
                Median.of(our.threadCpu),
                Median.of(their.threadCpu),
                cpu));
  }
}
