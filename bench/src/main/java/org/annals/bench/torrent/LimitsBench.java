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
 * achieved beside no limits; then CPU of 200 idle communities with limits: {@code --leechers 8
 * --rounds 200 --millis 150 --idle 20}.
 *
 * <p>Upload over loopback wanders between half and twice its mean within seconds, with limits and
 * without: nearly all of its time the kernel copies. So both sides take turns of a fraction of a
 * second on the same connections, and each is compared with the turn beside it. The ratio comes
 * with the interval in which its median is with 95 % confidence.
 */
public final class LimitsBench {
  private static final double MIB = 1 << 20;
  private static final double GIB = 1L << 30;
  private static final int PIPELINE = 64;
  private static final double WARM_UP = 3;
  private static final int TRIALS = 4;

  /** A new limit starts without credit; what that costs for a moment is not looked for here. */
  private static final double SETTLE = 0.05;

  private final BenchFile file;
  private final int leechers;
  private final double seconds;

  private LimitsBench(BenchFile file, int leechers, double seconds) {
    this.file = file;
    this.leechers = leechers;
    this.seconds = seconds;
  }

  /** Turns of one side. */
  private static final class Side {
    private final List<Double> rates = new ArrayList<>();
    private double bytes;
    private double cpuSeconds;

    double cpuPerGib() {
      return cpuSeconds / (bytes / GIB);
    }
  }

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    Options options = Options.of(arguments);
    int leechers = options.count("leechers", 8);
    int rounds = options.count("rounds", 200);
    double seconds = options.count("millis", 150) / 1e3;
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
      try (Leechers some = new Leechers(file.info(), seeder.address(), leechers, PIPELINE)) {
        some.run(WARM_UP);
        long cap = 2 * achieved(some);
        Side without = new Side();
        Side with = new Side();
        for (int round = 0; round < rounds; round++) {
          boolean first = round % 2 == 0;
          turn(seeder, some, first ? 0 : cap, first ? without : with);
          turn(seeder, some, first ? cap : 0, first ? with : without);
        }
        report(without, with, cap);
      }
    }
  }

  /** The best of a few trials, bytes/s: a limit below twice the rate might hold something back. */
  private static long achieved(Leechers some) throws IOException {
    long best = 0;
    for (int i = 0; i < TRIALS; i++) {
      best = Math.max(best, some.run(1));
    }
    return best;
  }

  private void turn(Peer seeder, Leechers some, long cap, Side side) throws IOException {
    seeder.limit(cap);
    some.run(SETTLE);
    double cpu = seeder.meter().cpuSeconds();
    long start = System.nanoTime();
    long bytes = some.run(seconds);
    side.rates.add(bytes / MIB / ((System.nanoTime() - start) / 1e9));
    side.bytes += bytes;
    side.cpuSeconds += seeder.meter().cpuSeconds() - cpu;
  }

  private void report(Side without, Side with, long cap) {
    List<Double> ratios =
        IntStream.range(0, with.rates.size())
            .mapToObj(i -> with.rates.get(i) / without.rates.get(i))
            .sorted()
            .toList();
    // Of independent values so many are below the median (binomial, normal approximation).
    double half = ratios.size() / 2.0;
    double spread = 1.96 * Math.sqrt(ratios.size()) / 2;
    double from = ratios.get((int) Math.max(0, Math.floor(half - spread)));
    double to = ratios.get((int) Math.min(ratios.size() - 1.0, Math.ceil(half + spread)));
    double cpu = with.cpuPerGib() / without.cpuPerGib();
    new Result("limits")
        .put("leechers", leechers)
        .put("rounds", ratios.size())
        .put("capMibPerSecond", cap / MIB)
        .put("without", Median.rounded(without.rates))
        .put("with", Median.rounded(with.rates))
        .put("ratio", Median.of(ratios))
        .put("ratioFrom", from)
        .put("ratioTo", to)
        .put("cpuRatio", cpu)
        .print(
            String.format(
                Locale.ROOT,
                "limits that hold nothing back: %.0f MiB/s, without %.0f, ratio %.3f (%.3f to %.3f,"
                    + " bar 0.97); CPU per byte %.3f of it",
                Median.of(with.rates),
                Median.of(without.rates),
                Median.of(ratios),
                from,
                to,
                cpu));
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
