package org.annals.bench.torrent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.annals.bench.Median;
import org.annals.bench.Options;
import org.annals.bench.Result;

/**
 * Upload to discarding leechers, ours and libtorrent in turn: {@code --leechers 1,8,500 --rounds 5
 * --seconds 4 --mib 256 --pipeline 64}. The leechers run in this process on one thread.
 */
public final class SeedBench {
  private static final double MIB = 1 << 20;
  private static final double GIB = 1 << 30;
  private static final double WARM_UP = 3;

  private final BenchFile file;
  private final double seconds;
  private final int pipeline;

  private SeedBench(BenchFile file, double seconds, int pipeline) {
    this.file = file;
    this.seconds = seconds;
    this.pipeline = pipeline;
  }

  /** Figures of one peer with one number of leechers. */
  private static final class Side {
    final List<Double> rates = new ArrayList<>();
    final List<Double> cpu = new ArrayList<>();
    final List<Double> served = new ArrayList<>();
    double resident;
    double anonymous;
    final Map<String, Integer> cutOff = new TreeMap<>();
    int missing;

    Map<String, Object> figures() {
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("mibPerSecond", Median.rounded(rates));
      figures.put("cpuSecondsPerGib", Median.rounded(cpu));
      figures.put("allServedSeconds", served.isEmpty() ? -1 : Median.rounded(served));
      figures.put("residentMiB", Result.rounded(resident));
      figures.put("anonymousMiB", Result.rounded(anonymous));
      figures.put("neverServed", missing);
      figures.put("cutOff", cutOff);
      figures.put("rounds", rates.stream().map(Result::rounded).toList());
      return figures;
    }
  }

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    Options options = Options.of(arguments);
    List<Integer> counts = options.counts("leechers", "1,8,500");
    int rounds = options.count("rounds", 5);
    int seconds = options.count("seconds", 4);
    long mib = options.number("mib", 256);
    int pipeline = options.count("pipeline", 64);
    Path work = options.work();
    options.requireAllKnown();
    BenchFile file = BenchFile.random(work.resolve("seed"), mib << 20, 1);
    SeedBench bench = new SeedBench(file, seconds, pipeline);
    try (Peer ours = Peer.ours();
        Peer theirs = Peer.libtorrent(work)) {
      ours.seed(List.of(file));
      theirs.seed(List.of(file));
      for (Peer peer : List.of(ours, theirs)) {
        try (Leechers warmUp = new Leechers(file.info(), peer.address(), 8, pipeline)) {
          warmUp.run(WARM_UP);
        }
      }
      for (int count : counts) {
        bench.compare(ours, theirs, count, rounds);
      }
    }
  }

  private void compare(Peer ours, Peer theirs, int count, int rounds) throws IOException {
    Side our = new Side();
    Side their = new Side();
    for (int round = 0; round < rounds; round++) {
      if (round % 2 == 0) {
        measure(ours, count, our);
        measure(theirs, count, their);
      } else {
        measure(theirs, count, their);
        measure(ours, count, our);
      }
    }
    double speed = Median.of(our.rates) / Median.of(their.rates);
    double cpu = Median.of(our.cpu) / Median.of(their.cpu);
    new Result("seed")
        .put("leechers", count)
        .put("seconds", seconds)
        .put("pipeline", pipeline)
        .put("ours", our.figures())
        .put("libtorrent", their.figures())
        .put("speedRatio", speed)
        .put("cpuRatio", cpu)
        .print(
            String.format(
                Locale.ROOT,
                "seed to %d: %.0f MiB/s, libtorrent %.0f, ratio %.2f (bar 1.0); CPU s/GiB %.2f and"
                    + " %.2f, ratio %.2f (bar 1.0); all served in %s s; RSS %.0f MiB",
                count,
                Median.of(our.rates),
                Median.of(their.rates),
                speed,
                Median.of(our.cpu),
                Median.of(their.cpu),
                cpu,
                our.figures().get("allServedSeconds"),
                our.resident));
  }

  private void measure(Peer peer, int count, Side side) throws IOException {
    try (Leechers leechers = new Leechers(file.info(), peer.address(), count, pipeline)) {
      leechers.runUntilAllServed(10);
      leechers.allServedSeconds().ifPresent(side.served::add);
      side.missing += count - leechers.served();
      double cpu = peer.meter().cpuSeconds();
      long start = System.nanoTime();
      long bytes = leechers.run(seconds);
      double took = (System.nanoTime() - start) / 1e9;
      leechers.cutOff().forEach((cause, n) -> side.cutOff.merge(cause, n, Integer::sum));
      double used = peer.meter().cpuSeconds() - cpu;
      side.rates.add(bytes / MIB / took);
      side.cpu.add(used / (bytes / GIB));
      side.resident = Math.max(side.resident, peer.meter().residentMiB());
      side.anonymous = Math.max(side.anonymous, peer.meter().anonymousMiB());
    }
  }
}
