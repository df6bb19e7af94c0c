package org.annals.bench.torrent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.annals.bench.Median;
import org.annals.bench.Options;
import org.annals.bench.Result;

/**
 * What rate limits cost that hold nothing back: upload with limits of twice the rate that is
 * achieved, beside no gate at all; then CPU of 200 idle communities with limits: {@code --leechers
 * 8 --rounds 9 --seconds 3 --idle 20}.
 */
public final class LimitsBench {
  private static final double MIB = 1 << 20;
  private static final double GIB = 1L << 30;
  private static final int PIPELINE = 64;
  private static final double WARM_UP = 3;

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
    try (Peer free = Peer.ours()) {
      free.seed(List.of(file));
      Side achieved = new Side();
      warmUp(free);
      measure(free, achieved);
      long cap = Math.round(2 * Median.of(achieved.rates()) * MIB);
      try (Peer limited = Peer.limited(cap)) {
        limited.seed(List.of(file));
        warmUp(limited);
        compare(free, limited, rounds, cap);
      }
    }
  }

  private void warmUp(Peer peer) throws IOException {
    try (Leechers warmUp = new Leechers(file.info(), peer.address(), leechers, PIPELINE)) {
      warmUp.run(WARM_UP);
    }
  }

  private void compare(Peer free, Peer limited, int rounds, long cap) throws IOException {
    Side without = new Side();
    Side with = new Side();
    for (int round = 0; round < rounds; round++) {
      if (round % 2 == 0) {
        measure(free, without);
        measure(limited, with);
      } else {
        measure(limited, with);
        measure(free, without);
      }
    }
    double ratio = Median.of(with.rates()) / Median.of(without.rates());
    double cpu = Median.of(with.cpu()) / Median.of(without.cpu());
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

  private void measure(Peer peer, Side side) throws IOException {
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
    try (Peer limited = Peer.limited(1 << 20)) {
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
