package org.annals.bench.pack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.chunk.ChunkSigner;
import org.annals.archiver.seal.MessageSource;
import org.annals.archiver.seal.PackOutcome;
import org.annals.archiver.seal.PackRequest;
import org.annals.archiver.seal.PackedChunk;
import org.annals.archiver.seal.Packer;
import org.annals.archiver.seal.SealRules;
import org.annals.bench.history.Community;
import org.annals.keys.AtomicFile;
import org.annals.keys.Secp256k1;
import org.annals.quota.StorageKind;
import org.annals.quota.UnlimitedStorage;

/**
 * Packs every window of a source as an owner does, up to durable chunk files named by their id.
 * Confined to one thread.
 */
public final class JournalPacking {
  private final Packer packer;
  private final Path chunks;

  /** Packs for a community into a folder. */
  public JournalPacking(Community community, Secp256k1 curve, Path chunks) {
    this.packer =
        new Packer(
            new ChunkSigner(curve, community.key()), new UnlimitedStorage(), StorageKind.CHUNK);
    this.chunks = chunks;
  }

  /** Packs one window. */
  public List<PackedChunk> pack(TimeWindow window, MessageSource source) throws IOException {
    PackRequest request = new PackRequest(window, SealRules.open(), List.of(), chunks);
    PackOutcome outcome = packer.pack(request, source, new NothingArchived());
    if (!(outcome instanceof PackOutcome.Packed packed)) {
      throw new IOException("not packed: " + outcome);
    }
    List<PackedChunk> kept = new ArrayList<>();
    for (PackedChunk chunk : packed.chunks()) {
      AtomicFile.sync(chunk.file());
      AtomicFile.rename(chunk.file(), file(chunk));
      kept.add(chunk);
    }
    return kept;
  }

  /** Where a packed chunk lies. */
  public Path file(PackedChunk chunk) {
    return chunks.resolve(chunk.torrent().name());
  }

  /** Packs all windows in the order of time. */
  public List<PackedChunk> packAll(MessageSource source) throws IOException {
    Files.createDirectories(chunks);
    List<PackedChunk> all = new ArrayList<>();
    for (TimeWindow window : source.windows()) {
      all.addAll(pack(window, source));
    }
    return all;
  }
}
