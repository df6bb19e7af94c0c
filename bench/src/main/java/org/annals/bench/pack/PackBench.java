package org.annals.bench.pack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.annals.archiver.seal.PackedChunk;
import org.annals.bench.HeapMeter;
import org.annals.bench.Median;
import org.annals.bench.Options;
import org.annals.bench.ProcessMeter;
import org.annals.bench.Result;
import org.annals.bench.history.Community;
import org.annals.bench.history.HistoryFiles;
import org.annals.bench.history.HistoryShape;
import org.annals.importer.journal.LiveJournal;
import org.annals.keys.Secp256k1;
import org.annals.quota.UnlimitedStorage;

/**
 * Packs a whole history from the live journal into durable chunk files, torrents hashed: {@code
 * --messages 1000000 --rounds 3}. Opening the journal is timed separately: a node does it once.
 */
public final class PackBench {
  private PackBench() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Options options = Options.of(arguments);
    HistoryShape shape = HistoryShape.of(options, 1_000_000);
    int rounds = options.count("rounds", 3);
    Path work = options.work();
    options.requireAllKnown();
    Path live = HistoryFiles.journal(work, shape);
    Path folder = work.resolve(shape.fileName());
    Path chunks = folder.resolve("chunks");
    Secp256k1 curve = Secp256k1.fastest();
    Community community = Community.of(shape.seed(), curve);

    long opening = System.nanoTime();
    try (LiveJournal journal =
        LiveJournal.open(live, community.id().account(), new UnlimitedStorage())) {
      double openSeconds = (System.nanoTime() - opening) / 1e9;
      double liveMiB = HeapMeter.liveMiB();
      List<Double> rates = new ArrayList<>();
      List<Double> cpu = new ArrayList<>();
      List<PackedChunk> packed = List.of();
      for (int round = 0; round < rounds; round++) {
        PackedList.forget(folder);
        HistoryFiles.deleteTree(chunks);
        double cpuBefore = ProcessMeter.own().cpuSeconds();
        long start = System.nanoTime();
        packed = new JournalPacking(community, curve, chunks).packAll(journal);
        double seconds = (System.nanoTime() - start) / 1e9;
        cpu.add(ProcessMeter.own().cpuSeconds() - cpuBefore);
        rates.add(shape.messages() / seconds);
      }
      PackedList.write(folder, packed);
      report(shape, packed, rates, cpu, openSeconds, liveMiB);
    }
  }

  private static void report(
      HistoryShape shape,
      List<PackedChunk> packed,
      List<Double> rates,
      List<Double> cpu,
      double openSeconds,
      double liveMiB)
      throws IOException {
    long bytes = packed.stream().mapToLong(PackedChunk::size).sum();
    long messages = packed.stream().mapToLong(chunk -> chunk.counts().messages()).sum();
    double rate = Median.of(rates);
    new Result("pack")
        .put("messages", shape.messages())
        .put("onlyMessages", shape.onlyMessages())
        .put("weeks", shape.weeks())
        .put("messagesPerSecond", Math.round(rate))
        .put("rounds", rates.stream().map(Math::round).toList())
        .put("cpuSeconds", Median.rounded(cpu))
        .put("packedMessages", messages)
        .put("otherRecords", packed.stream().mapToLong(c -> c.counts().others()).sum())
        .put("tombstones", packed.stream().mapToLong(c -> c.counts().tombstones()).sum())
        .put("chunks", packed.size())
        .put("bytes", bytes)
        .put("bytesPerMessage", (double) bytes / messages)
        .put("openSeconds", openSeconds)
        .put("heapMaxMiB", HeapMeter.maxMiB())
        .put("heapPeakMiB", HeapMeter.peakMiB())
        .put("journalLiveMiB", liveMiB)
        .put("collectingSeconds", HeapMeter.collectingSeconds())
        .put("peakResidentMiB", ProcessMeter.own().peakResidentMiB())
        .print(
            String.format(
                Locale.ROOT,
                "pack: %,d messages in %d chunks, %,d messages/s (bar 100,000), heap <= %.0f MiB,"
                    + " %.0f bytes a message",
                shape.messages(),
                packed.size(),
                Math.round(rate),
                HeapMeter.maxMiB(),
                (double) bytes / messages));
  }
}
