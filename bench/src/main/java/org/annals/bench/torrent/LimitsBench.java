package org.annals.bench.torrent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.annals.bench.Median;
import org.annals.bench.Options;
import org.annals.bench.Result;

/**
 * What rate limits cost that hold nothing back: upload with limits of twice the rate that is
 * achieved, beside no limits, in turn in one process; then CPU of 200 idle communities with limits:
 * {@code --leechers 8 --rounds 9 --seconds 3 --idle 20}.
 */
public final class LimitsBench {
  private static final double MIB = 1 << 20;
  private static final double GIB = 1L << 30;
  private static final int PIPELINE = 64;
  private static final double WARM_UP = 3;
  private static final int TRIALS = 4;

  private final BenchFile file;
  private final int leechers;
  private final double seconds;

  private LimitsBench(BenchFile file, int leechers, double seconds) {
    this.file = file;
    this.leechers = leechers;
    this.seconds = seconds;
  }

  private record Side(List<Double> rates, List<Double> cpu) {
    Side() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    Options options = Options.of(arguments);
    int leechers = options.count("leechers", 8);
    int rounds = options.count("rounds", 9);
    int seconds = options.count("seconds", 3);
    int idle = options.count("idle", 20);
    Path work = options.work();
    options.requireAllKnown();
    BenchFile file = BenchFile.random(work.resolve("seed"), 256L << 20, 1);
    new LimitsBench(file, leechers, seconds).notBinding(rounds);
    idle(work.resolve("communities"), idle);
  }

  private void notBinding(int rounds) throws IOException {
    try (Peer seeder = Peer.ours()) {
      seeder.seed(List.of(file));
      long cap = Math.round(2 * achieved(seeder) * MIB);
      Side without = new Side();
      Side with = new Side();
      for (int round = 0; round < rounds; round++) {
        boolean first = round % 2 == 0;
        measure(seeder, first ? 0 : cap, first ? without : with);
        measure(seeder, first ? cap : 0, first ? with : without);
      }
      report(without, with, cap);
    }
  }

  /** The best of a few trials: a limit below twice the rate might hold something back. */
  private double achieved(Peer seeder) throws IOException {
    try (Leechers warmUp = new Leechers(file.info(), seeder.address(), leechers, PIPELINE)) {
      warmUp.run(WARM_UP);
    }
    Side trials = new Side();
    for (int i = 0; i < TRIALS; i++) {
      measure(seeder, 0, trials);
    }
    return trials.rates().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  private void report(Side without, Side with, long cap) {
    double ratio = medianRatio(with.rates(), without.rates());
    double cpu = medianRatio(with.cpu(), without.cpu());
    new Result("limits")
        .put("leechers", leechers)
        .put("capMibPerSecond", cap / MIB)
        .put("without", Median.rounded(without.rates()))
        .put("with", Median.rounded(with.rates()))
        .put("ratio", ratio)
        .put("cpuRatio", cpu)
        .put("roundsWithout", without.rates().stream().map(Result::rounded).toList())
        .put("roundsWith", with.rates().stream().map(Result::rounded).toList())
        .print(
            String.format(
                Locale.ROOT,
                "limits that hold nothing back: %.0f MiB/s, without %.0f, ratio %.3f (bar 0.97); CPU"
                    + " per byte %.3f of it",
                Median.of(with.rates()),
                Median.of(without.rates()),
                ratio,
                cpu));
  }

  /** Of rounds one by one: what else the machine does changes less within a round. */
  private static double medianRatio(List<Double> with, List<Double> without) {
    return Median.of(
        IntStream.range(0, with.size()).mapToObj(i -> with.get(i) / without.get(i)).toList());
  }

  private void measure(Peer peer, long cap, Side side) throws IOException {
    peer.limit(cap);
    try (Leechers some = new Leechers(file.info(), peer.address(), leechers, PIPELINE)) {
      some.runUntilAllServed(10);
      double cpu = peer.meter().cpuSeconds();
      long start = System.nanoTime();
      long bytes = some.run(seconds);
      double took = (System.nanoTime() - start) / 1e9;
      side.rates().add(bytes / MIB / took);
      side.cpu().add((peer.meter().cpuSeconds() - cpu) / (bytes / GIB));
    }
  }

  private static void idle(Path folder, int seconds) throws IOException {
    List<BenchFile> files = new ArrayList<>();
    for (int i = 0; i < TransportPeer.COMMUNITIES; i++) {
      files.add(BenchFile.random(folder, 1 << 16, i));
    }
    try (Peer limited = Peer.ours()) {
      limited.limit(1 << 20);
      limited.seed(files);
      pass(3);
      double cpu = limited.meter().cpuSeconds();
      pass(seconds);
      double share = (limited.meter().cpuSeconds() - cpu) / seconds;
      new Result("limits-idle")
          .put("communities", files.size())
          .put("cpuOfACore", share)
          .print(
              String.format(
                  Locale.ROOT,
                  "%d idle communities with limits: %.2f %% of a core (bar 2 %%)",
                  files.size(),
                  share * 100));
    }
  }

  private static void pass(int seconds) {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }
}
