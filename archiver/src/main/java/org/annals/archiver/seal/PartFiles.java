package org.annals.archiver.seal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.chunk.ChunkDraft;
import org.annals.archiver.chunk.ChunkSigner;
import org.annals.archiver.chunk.ChunkWriter;
import org.annals.archiver.chunk.PlacedRecord;
import org.annals.archiver.chunk.WriteOutcome;
import org.annals.archiver.torrent.TorrentInfo;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageReservations;

/**
 * Writes parts into files of a directory. What was written is gone again after {@link #close},
 * unless {@link #keep} was called. Confined to one thread.
 */
final class PartFiles implements AutoCloseable {
  private final ChunkSigner signer;
  private final StorageReservations reservations;
  private final StorageKind kind;
  private final Path directory;
  private final ChunkWriter writer;
  private final List<PackedChunk> written = new ArrayList<>();
  private Optional<WriteOutcome.Refused> refused = Optional.empty();
  private boolean kept;

  /**
   * Files of a directory.
   *
   * @param kind under which the writer counts what it writes
   * @param writer is closed with this
   */
  PartFiles(
      ChunkSigner signer,
      StorageReservations reservations,
      Path directory,
      StorageKind kind,
      ChunkWriter writer) {
    this.signer = signer;
    this.reservations = reservations;
    this.kind = kind;
    this.directory = directory;
    this.writer = writer;
  }

  /** Writes a part; empty when there is no room, see {@link #refused}. */
  Optional<PackedChunk> write(
      ChunkPosition position, Optional<ChunkId> previous, List<PlacedRecord> records)
      throws IOException {
    Path file = directory.resolve(name(position));
    Files.deleteIfExists(file);
    ChunkDraft draft = new ChunkDraft(signer.community(), position, previous, records);
    WriteOutcome outcome = writer.write(draft, file);
    if (outcome instanceof WriteOutcome.Refused no) {
      refused = Optional.of(no);
      return Optional.empty();
    }
    WriteOutcome.Written done = (WriteOutcome.Written) outcome;
    PackedChunk chunk =
        new PackedChunk(
            done.id(),
            position,
            file,
            TorrentInfo.ofFile(done.id() + ".annals", file),
            done.length(),
            done.index().counts());
    written.add(chunk);
    return Optional.of(chunk);
  }

  private static String name(ChunkPosition position) {
    return "pack-"
        + position.window().index()
        + "-"
        + position.group()
        + "-"
        + position.part()
        + "-"
        + position.revision()
        + ".tmp";
  }

  /** Why there was no room, if that is so. */
  Optional<WriteOutcome.Refused> refused() {
    return refused;
  }

  /** All parts written so far. */
  List<PackedChunk> written() {
    return List.copyOf(written);
  }

  /** The files stay. */
  void keep() {
    kept = true;
  }

  @Override
  public void close() throws IOException {
    writer.close();
    if (!kept) {
      for (PackedChunk chunk : written) {
        Files.deleteIfExists(chunk.file());
        reservations.freed(signer.community().account(), kind, chunk.size());
      }
    }
  }
}
