package org.annals.bench.pack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.chunk.ChunkSigner;
import org.annals.archiver.seal.MessageSource;
import org.annals.archiver.seal.PackOutcome;
import org.annals.archiver.seal.PackRequest;
import org.annals.archiver.seal.PackedChunk;
import org.annals.archiver.seal.Packer;
import org.annals.archiver.seal.ParallelPacker;
import org.annals.archiver.seal.SealRules;
import org.annals.bench.history.Community;
import org.annals.importer.journal.LiveJournal;
import org.annals.keys.AtomicFile;
import org.annals.keys.Secp256k1;
import org.annals.quota.StorageKind;
import org.annals.quota.UnlimitedStorage;

/**
 * Packs every window of a source as an owner does, up to durable chunk files named by their id.
 * Confined to one thread.
 */
public final class JournalPacking {
  private final ChunkSigner signer;
  private final Path chunks;

  /** Packs for a community into a folder. */
  public JournalPacking(Community community, Secp256k1 curve, Path chunks) {
    this.signer = new ChunkSigner(curve, community.key());
    this.chunks = chunks;
  }

  /** Packs one window. */
  public List<PackedChunk> pack(TimeWindow window, MessageSource source) throws IOException {
    return keep(packer().pack(request(window), source, new NothingArchived()));
  }

  private Packer packer() {
    return new Packer(signer, new UnlimitedStorage(), StorageKind.CHUNK);
  }

  private PackRequest request(TimeWindow window) {
    return new PackRequest(window, SealRules.open(), List.of(), chunks);
  }

  private List<PackedChunk> keep(PackOutcome outcome) throws IOException {
    if (!(outcome instanceof PackOutcome.Packed packed)) {
      throw new IOException("not packed: " + outcome);
    }
    for (PackedChunk chunk : packed.chunks()) {
      AtomicFile.sync(chunk.file());
      AtomicFile.rename(chunk.file(), file(chunk));
    }
    return packed.chunks();
  }

  /** Where a packed chunk lies. */
  public Path file(PackedChunk chunk) {
    return chunks.resolve(chunk.torrent().name());
  }

  /** Packs all windows in the order of time, as many at a time as there are cores. */
  public List<PackedChunk> packAll(LiveJournal source) throws IOException, InterruptedException {
    Files.createDirectories(chunks);
    List<PackedChunk> all = new ArrayList<>();
    int width = Runtime.getRuntime().availableProcessors();
    ExecutorService threads = Executors.newFixedThreadPool(width);
    try {
      new ParallelPacker(
              this::packer,
              threads,
              new ParallelPacker.Width(width, ParallelPacker.USUAL_BYTES, source::bytes))
          .pack(
              source.windows().stream().map(this::request).toList(),
              source,
              new NothingArchived(),
              (request, outcome) -> {
                all.addAll(keep(outcome));
                return true;
              });
    } finally {
      threads.shutdown();
    }
    return all;
  }
}
