package org.annals.bench.size;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.annals.archiver.ChannelId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.seal.PackedChunk;
import org.annals.archiver.seal.SourceEntry;
import org.annals.bench.Options;
import org.annals.bench.Result;
import org.annals.bench.history.Community;
import org.annals.bench.history.HistoryFiles;
import org.annals.bench.history.HistoryShape;
import org.annals.bench.pack.JournalPacking;
import org.annals.importer.journal.LiveJournal;
import org.annals.keys.Secp256k1;
import org.annals.quota.UnlimitedStorage;

/**
 * Bytes of our chunks against the same messages in status-go's layout: {@code --messages 100000},
 * {@code --texts FOLDER} for texts that people wrote (choose {@code --weeks} so that no text
 * repeats within a week). The bar is on status-go's bytes without the zeros that fill its pieces.
 */
public final class ArchiveSizeBench {
  private ArchiveSizeBench() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Options options = Options.of(arguments);
    HistoryShape shape = HistoryShape.of(options, 100_000);
    Path work = options.work();
    options.requireAllKnown();
    Path live = HistoryFiles.journal(work, shape);
    Path chunks = work.resolve(shape.fileName()).resolve("chunks-size");
    HistoryFiles.deleteTree(chunks);
    Secp256k1 curve = Secp256k1.fastest();
    Community community = Community.of(shape.seed(), curve);
    StatusLayout status = new StatusLayout();
    try (LiveJournal journal =
        LiveJournal.open(live, community.id().account(), new UnlimitedStorage())) {
      List<PackedChunk> packed = new JournalPacking(community, curve, chunks).packAll(journal);
      for (TimeWindow window : journal.windows()) {
        count(journal, window, status);
      }
      report(shape, packed, status);
    }
  }

  private static void count(LiveJournal journal, TimeWindow window, StatusLayout status)
      throws IOException {
    List<SourceEntry> entries = new ArrayList<>();
    long start = window.startSeconds() * 1000;
    journal.entries(start, window.endSeconds() * 1000, entries::add);
    Set<ChannelId> channels = new HashSet<>();
    for (SourceEntry entry : entries) {
      channels.add(entry.channel());
      status.add(entry, journal.envelope(entry.locator()));
    }
    status.endPartition(channels.size());
  }

  private static void report(HistoryShape shape, List<PackedChunk> packed, StatusLayout status) {
    long bytes = packed.stream().mapToLong(PackedChunk::size).sum();
    double ratio = (double) bytes / status.raw();
    new Result("archive-size")
        .put("messages", shape.messages())
        .put("weeks", shape.weeks())
        .put("onlyMessages", shape.onlyMessages())
        .put("texts", shape.texts().isEmpty() ? "generated" : "export")
        .put("chunks", packed.size())
        .put("bytes", bytes)
        .put("bytesPerMessage", (double) bytes / shape.messages())
        .put("statusBytes", status.raw())
        .put("statusBytesPerMessage", (double) status.raw() / shape.messages())
        .put("statusPaddedBytes", status.padded())
        .put("ratio", ratio)
        .put("ratioPadded", (double) bytes / status.padded())
        .print(
            String.format(
                Locale.ROOT,
                "archive-size: %.1f bytes a message, status-go %.1f: ratio %.3f (bar 0.25)",
                (double) bytes / shape.messages(),
                (double) status.raw() / shape.messages(),
                ratio));
  }
}
