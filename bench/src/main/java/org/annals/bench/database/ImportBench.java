package org.annals.bench.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.annals.archiver.ChunkId;
import org.annals.archiver.chunk.ChunkVerdict;
import org.annals.archiver.chunk.ChunkVerifier;
import org.annals.bench.HeapMeter;
import org.annals.bench.Median;
import org.annals.bench.Options;
import org.annals.bench.ProcessMeter;
import org.annals.bench.Result;
import org.annals.bench.history.Community;
import org.annals.bench.history.HistoryShape;
import org.annals.bench.pack.PackedList;
import org.annals.importer.chunk.ChunkImporter;
import org.annals.importer.chunk.ImportOutcome;
import org.annals.importer.chunk.Upcoming;
import org.annals.importer.database.MessageDatabase;
import org.annals.importer.database.OpenOutcome;
import org.annals.keys.Secp256k1;
import org.annals.quota.UnlimitedStorage;

/**
 * Verifies and imports all chunks of a history as a member does, newest first: a chunk is verified
 * beside the import of the one before, the database is compacted between chunks, every author's
 * signature is checked: {@code --messages 1000000 --rounds 3}. Each round begins with an empty
 * database.
 */
public final class ImportBench {
  private final Community community;
  private final Secp256k1 curve;
  private final List<Path> chunks;
  private final Path file;
  private final List<Double> rates = new ArrayList<>();
  private final List<Double> cpu = new ArrayList<>();
  private double peak;
  private double compacted;
  private double end;
  private long found;

  private ImportBench(Community community, Secp256k1 curve, List<Path> chunks, Path file) {
    this.community = community;
    this.curve = curve;
    this.chunks = chunks;
    this.file = file;
  }

  /** Runs it. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Options options = Options.of(arguments);
    HistoryShape shape = HistoryShape.of(options, 1_000_000);
    int rounds = options.count("rounds", 3);
    boolean newestFirst = options.text("order", "newest").equals("newest");
    Path work = options.work();
    options.requireAllKnown();
    List<Path> chunks = new ArrayList<>(PackedList.of(work, shape));
    if (newestFirst) {
      Collections.reverse(chunks);
    }
    Secp256k1 curve = Secp256k1.fastest();
    Path file = work.resolve(shape.fileName()).resolve("messages.mv.db");
    ImportBench bench = new ImportBench(Community.of(shape.seed(), curve), curve, chunks, file);
    ExecutorService verifiers =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    ExecutorService intake = Executors.newSingleThreadExecutor();
    try {
      for (int round = 0; round < rounds; round++) {
        bench.round(shape.messages(), verifiers, intake);
      }
    } finally {
      intake.shutdownNow();
      verifiers.shutdownNow();
    }
    bench.report(shape);
  }

  private void round(long messages, ExecutorService verifiers, ExecutorService intake)
      throws IOException, InterruptedException {
    Files.deleteIfExists(file);
    try (MessageDatabase database = open();
        FilePeak files = new FilePeak(file)) {
      ChunkImporter importer = new ChunkImporter(database, curve, verifiers);
      ChunkVerifier verifier = new ChunkVerifier(curve);
      double cpuBefore = ProcessMeter.own().cpuSeconds();
      long start = System.nanoTime();
      Future<ChunkVerdict> next = intake.submit(() -> verify(chunks.get(0), verifier));
      for (int i = 0; i < chunks.size(); i++) {
        requireVerified(next);
        if (i + 1 < chunks.size()) {
          Path following = chunks.get(i + 1);
          next = intake.submit(() -> verify(following, verifier));
        }
        importChunk(i, importer);
        database.compact();
      }
      rates.add(messages / ((System.nanoTime() - start) / 1e9));
      cpu.add(ProcessMeter.own().cpuSeconds() - cpuBefore);
      found = database.counts().messages();
      peak = files.bytes();
      end = Files.size(file);
      if (database.rewrite().isPresent()) {
        throw new IOException("there is no room for a copy of the database");
      }
    }
    compacted = Files.size(file);
  }

  private static Upcoming upcoming(Path chunk) {
    return new Upcoming(chunk, id(chunk));
  }

  private static ChunkId id(Path chunk) {
    return ChunkId.parse(chunk.getFileName().toString().substring(0, 64));
  }

  private ChunkVerdict verify(Path chunk, ChunkVerifier verifier) throws IOException {
    return verifier.verify(chunk, community.id(), id(chunk));
  }

  private static void requireVerified(Future<ChunkVerdict> verifying)
      throws IOException, InterruptedException {
    try {
      if (!(verifying.get() instanceof ChunkVerdict.Verified)) {
        throw new IOException("not verified: " + verifying.get());
      }
    } catch (ExecutionException e) {
      throw new IOException("a chunk could not be verified", e);
    }
  }

  private void importChunk(int number, ChunkImporter importer)
      throws IOException, InterruptedException {
    ImportOutcome outcome =
        importer.importChunk(
            upcoming(chunks.get(number)),
            () -> chunks.stream().skip(number + 1).findFirst().map(ImportBench::upcoming));
    if (!(outcome instanceof ImportOutcome.Imported done) || !done.rejected().isEmpty()) {
      throw new IOException("not imported: " + outcome);
    }
  }

  private MessageDatabase open() throws IOException {
    OpenOutcome outcome =
        MessageDatabase.open(file, community.id(), curve, new UnlimitedStorage(), key -> false);
    if (outcome instanceof OpenOutcome.Opened opened) {
      return opened.database();
    }
    throw new IOException("the database does not open: " + outcome);
  }

  private void report(HistoryShape shape) throws IOException {
    double rate = Median.of(rates);
    new Result("import")
        .put("messages", shape.messages())
        .put("inDatabase", found)
        .put("chunks", chunks.size())
        .put("curve", curve.name())
        .put("messagesPerSecond", Math.round(rate))
        .put("rounds", rates.stream().map(Math::round).toList())
        .put("cpuSeconds", Median.rounded(cpu))
        .put("filePeakBytes", (long) peak)
        .put("fileEndBytes", (long) end)
        .put("fileCompactedBytes", (long) compacted)
        .put("peakRatio", peak / compacted)
        .put("heapMaxMiB", HeapMeter.maxMiB())
        .put("heapPeakMiB", HeapMeter.peakMiB())
        .put("collectingSeconds", HeapMeter.collectingSeconds())
        .put("peakResidentMiB", ProcessMeter.own().peakResidentMiB())
        .print(
            String.format(
                Locale.ROOT,
                "import: %,d messages/s (bar 20,000, aim 32,000), heap <= %.0f MiB, file at most"
                    + " %.0f MiB, compacted %.0f MiB, ratio %.2f (bar 5, aim 3)",
                Math.round(rate),
                HeapMeter.maxMiB(),
                peak / (1 << 20),
                compacted / (1 << 20),
                peak / compacted));
  }
}
