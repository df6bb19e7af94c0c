package org.annals.bench.torrent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.annals.bench.Median;
import org.annals.bench.Options;
import org.annals.bench.Result;

/**
 * Upload to honest leechers with and without hostile peers beside them, in turn: {@code --leechers
 * 4 --rounds 5 --seconds 3 --mib 64 --pipeline 64}. Leechers and hostile peers run in this process,
 * on a thread each; what the hostile ones cost the machine counts against the seeder.
 */
public final class HostileBench {
  private static final double MIB = 1 << 20;
  private static final double WARM_UP = 3;
  private static final double SETTLE = 1;

  private HostileBench() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    Options options = Options.of(arguments);
    int count = options.count("leechers", 4);
    int rounds = options.count("rounds", 5);
    int seconds = options.count("seconds", 3);
    long mib = options.number("mib", 64);
    int pipeline = options.count("pipeline", 64);
    Path work = options.work();
    options.requireAllKnown();
    BenchFile file = BenchFile.random(work.resolve("seed"), mib << 20, 1);
    List<Double> alone = new ArrayList<>();
    List<Double> beside = new ArrayList<>();
    int connections = 0;
    int cutOff = 0;
    try (Peer seeder = Peer.ours()) {
      seeder.seed(List.of(file));
      try (Leechers warmUp = new Leechers(file.info(), seeder.address(), count, pipeline)) {
        warmUp.run(WARM_UP);
      }
      for (int round = 0; round < rounds * 2; round++) {
        boolean hostile = (round + round / 2) % 2 == 1;
        try (Leechers leechers = new Leechers(file.info(), seeder.address(), count, pipeline);
            HostilePeers peers = hostile ? new HostilePeers(file.info(), seeder.address()) : null) {
          leechers.run(SETTLE);
          long start = System.nanoTime();
          long bytes = leechers.run(seconds);
          double rate = bytes / MIB / ((System.nanoTime() - start) / 1e9);
          (hostile ? beside : alone).add(rate);
          connections += peers == null ? 0 : peers.connections();
          cutOff += leechers.cutOff().values().stream().mapToInt(Integer::intValue).sum();
        }
      }
    }
    double lost = 1 - Median.of(beside) / Median.of(alone);
    new Result("hostile")
        .put("leechers", count)
        .put("seconds", seconds)
        .put("aloneMibPerSecond", alone.stream().map(Result::rounded).toList())
        .put("besideMibPerSecond", beside.stream().map(Result::rounded).toList())
        .put("lost", lost)
        .put("hostileConnections", connections)
        .put("honestCutOff", cutOff)
        .print(
            String.format(
                Locale.ROOT,
                "%d leechers: %.0f MiB/s alone, %.0f beside 61 hostile peers (%d connections), %.1f %%"
                    + " lost (bar 10 %%); %d honest connections cut off",
                count,
                Median.of(alone),
                Median.of(beside),
                connections,
                100 * lost,
                cutOff));
  }
}
