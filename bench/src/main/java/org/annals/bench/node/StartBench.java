package org.annals.bench.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.annals.archiver.InfoHash;
import org.annals.bench.Median;
import org.annals.bench.Options;
import org.annals.bench.ProcessMeter;
import org.annals.bench.Result;
import org.annals.bench.history.HistoryFiles;

/**
 * Starts an owner's node with many chunks on disk, and counts from the start of the launcher until
 * each chunk's torrent has answered a handshake and said that it has its pieces: {@code --chunks
 * 500 --image-kib 256 --rounds 5 --settle-seconds 15 --idle-seconds 10}. Bytes read by the process
 * tell whether anything was hashed again. Idle is what comes after the settling: before, the
 * virtual machine still compiles what the start has used.
 */
public final class StartBench {
  private static final double MIB = 1 << 20;

  private final Annals annals;
  private final List<InfoHash> torrents;
  private final int settleSeconds;
  private final int idleSeconds;
  private final List<Double> answered = new ArrayList<>();
  private final List<Double> idle = new ArrayList<>();
  private final List<Double> read = new ArrayList<>();
  private double resident;
  private int threads;

  private StartBench(Annals annals, List<InfoHash> torrents, int settleSeconds, int idleSeconds) {
    this.annals = annals;
    this.torrents = torrents;
    this.settleSeconds = settleSeconds;
    this.idleSeconds = idleSeconds;
  }

  /** Runs it. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Options options = Options.of(arguments);
    int chunks = options.count("chunks", 500);
    int image = options.count("image-kib", 256) << 10;
    int rounds = options.count("rounds", 5);
    int settleSeconds = options.count("settle-seconds", 15);
    int idleSeconds = options.count("idle-seconds", 10);
    Path folder = options.work().resolve("start-" + chunks + "-" + image);
    options.requireAllKnown();
    Annals annals = Annals.on(folder.resolve("home"));
    if (!Files.exists(folder.resolve("done"))) {
      prepare(annals, folder, chunks, image);
    }
    List<InfoHash> torrents = new ArrayList<>();
    long bytes = 0;
    for (JsonNode archive : annals.run("archive", "list").path("archives")) {
      torrents.add(InfoHash.parse(archive.path("infoHash").asText()));
      bytes += archive.path("size").asLong();
    }
    StartBench bench = new StartBench(annals, torrents, settleSeconds, idleSeconds);
    for (int round = 0; round < rounds; round++) {
      bench.round();
    }
    bench.report(bytes);
  }

  private static void prepare(Annals annals, Path folder, int chunks, int image)
      throws IOException, InterruptedException {
    HistoryFiles.deleteTree(folder);
    Path export = WeeklyExport.write(folder.resolve("export"), 0, chunks, image);
    annals.init();
    annals.run("community", "create", "Bench");
    annals.run("import", "discord", export.toString());
    annals.run("pack");
    Files.writeString(folder.resolve("done"), "yes");
  }

  private void round() throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    long start = System.nanoTime();
    try (Annals.Node node =
        annals.node(
            "--listen",
            "127.0.0.1",
            "--torrent-port",
            Integer.toString(port),
            "--waku-port",
            "0")) {
      int missing = new Prober(address, torrents).ask(60);
      if (missing > 0) {
        throw new IOException(missing + " torrents were not answered within a minute");
      }
      answered.add((System.nanoTime() - start) / 1e9);
      TimeUnit.SECONDS.sleep(settleSeconds);
      ProcessMeter meter = node.meter();
      double before = meter.cpuSeconds();
      TimeUnit.SECONDS.sleep(idleSeconds);
      idle.add((meter.cpuSeconds() - before) / idleSeconds * 100);
      read.add(meter.readBytes() / MIB);
      threads = Math.max(threads, meter.threads());
      resident = Math.max(resident, meter.residentMiB());
    }
  }

  private void report(long bytes) {
    new Result("start500")
        .put("chunks", torrents.size())
        .put("chunkMiB", bytes / MIB)
        .put("answeredSeconds", Median.of(answered))
        .put("rounds", answered.stream().map(Result::rounded).toList())
        .put("readMiB", Median.of(read))
        .put("threads", threads)
        .put("idlePercentOfACore", Median.of(idle))
        .put("residentMiB", resident)
        .print(
            String.format(
                Locale.ROOT,
                "start500: %d chunks answered %.2f s after the start (bar 4), %d threads (bar 48),"
                    + " idle %.2f %% of a core (bar 1), read %.0f MiB while chunks are %.0f MiB",
                torrents.size(),
                Median.of(answered),
                threads,
                Median.of(idle),
                Median.of(read),
                bytes / MIB));
  }
}
