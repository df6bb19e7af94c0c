package org.annals.bench.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.annals.bench.Median;
import org.annals.bench.Options;
import org.annals.bench.ProcessMeter;
import org.annals.bench.Result;
import org.annals.bench.history.HistoryFiles;

/**
 * Packs 1 GiB of history in a heap of 256 MiB while packing may take a share of one core: {@code
 * --weeks 64 --image-mib 16 --percent 25 --rounds 3}. The share is the processor time of the whole
 * process between the first and the last window, so what is not counted as work shows, too.
 */
public final class WorkBench {
  private static final double MIB = 1 << 20;
  private static final String HEAP = "-Xmx256m";

  private WorkBench() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Options options = Options.of(arguments);
    int weeks = options.count("weeks", 64);
    int image = options.count("image-mib", 16) << 20;
    int percent = options.count("percent", 25);
    int rounds = options.count("rounds", 3);
    Path folder = options.work().resolve("work");
    options.requireAllKnown();
    List<Double> shares = new ArrayList<>();
    double resident = 0;
    double packed = 0;
    for (int round = 0; round < rounds; round++) {
      Stretch stretch = new Stretch();
      Annals annals = prepare(folder, weeks, image, percent);
      packed = annals.run(HEAP, stretch, "pack").path("archiveBytes").asDouble() / MIB;
      shares.add(stretch.percent());
      resident = Math.max(resident, stretch.resident);
    }
    HistoryFiles.deleteTree(folder);
    new Result("work")
        .put("archiveMiB", packed)
        .put("heapMiB", 256)
        .put("percentAllowed", percent)
        .put("percentTaken", shares.stream().map(Result::rounded).toList())
        .put("residentMiB", resident)
        .print(
            String.format(
                Locale.ROOT,
                "work: %.0f MiB packed in a heap of 256 MiB (resident %.0f MiB), %.1f %% of a core"
                    + " where %d %% were allowed (bar: within 10 %% of it)",
                packed,
                resident,
                Median.of(shares),
                percent));
  }

  private static Annals prepare(Path folder, int weeks, int image, int percent)
      throws IOException, InterruptedException {
    HistoryFiles.deleteTree(folder);
    Path export = WeeklyExport.write(folder.resolve("export"), 0, weeks, image);
    Annals annals = Annals.on(folder.resolve("home"));
    annals.init();
    annals.run("quota", "set", "--cpu", percent + "%", "--memory", "256MiB");
    annals.run("community", "create", "Bench");
    annals.run("import", "discord", export.toString());
    return annals;
  }

  /** What a process took between its first and its last word about progress. */
  private static final class Stretch implements Annals.Watcher {
    private double firstCpu = -1;
    private long firstNanos;
    private double cpu;
    private long nanos;
    private double resident;

    @Override
    public void line(ProcessMeter meter) throws IOException {
      cpu = meter.cpuSeconds();
      nanos = System.nanoTime();
      resident = meter.peakResidentMiB();
      if (firstCpu < 0) {
        firstCpu = cpu;
        firstNanos = nanos;
      }
    }

    double percent() {
      return 100 * (cpu - firstCpu) / ((nanos - firstNanos) / 1e9);
    }
  }
}
