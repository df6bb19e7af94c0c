package org.annals.importer.chunk;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.CommunityId;
import org.annals.archiver.chunk.ChunkDraft;
import org.annals.archiver.chunk.ChunkSigner;
import org.annals.archiver.chunk.ChunkWriter;
import org.annals.archiver.chunk.MediaUse;
import org.annals.archiver.chunk.PlacedRecord;
import org.annals.archiver.chunk.StoredSignatures;
import org.annals.archiver.chunk.WriteOutcome;
import org.annals.archiver.message.Envelope;
import org.annals.archiver.message.PayloadPart;
import org.annals.archiver.message.StatedEnvelope;
import org.annals.importer.database.MediaLocation;
import org.annals.importer.database.MessageDatabase;
import org.annals.keys.Digest;
import org.annals.keys.Keccak256;
import org.annals.keys.PrivateKey;
import org.annals.keys.Secp256k1;
import org.annals.keys.Signature65;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageReservations;

/**
 * Writes a chunk again whose file has gone bad, for the owner who has no other copy: records from
 * the message database, the authors' signatures and media from what is left of the file. The
 * community's own signatures, which all imports have, can be made again. What comes out counts only
 * when it has the same chunk id, which is the hash of everything in it.
 *
 * <p>Confined to one thread.
 */
public final class PackAgain {
  private final MessageDatabase database;
  private final Secp256k1 curve;
  private final PrivateKey key;
  private final StorageReservations storage;

  /** Packs from this database as the community whose key this is. */
  public PackAgain(
      MessageDatabase database, Secp256k1 curve, PrivateKey key, StorageReservations storage) {
    this.database = database;
    this.curve = curve;
    this.key = key;
    this.storage = storage;
  }

  /**
   * A chunk that is wanted again.
   *
   * @param previous what may stand in its header as the part before; tried in turn
   * @param damaged what is left of its file
   */
  public record Lost(
      ChunkId id,
      ChunkPosition position,
      List<Optional<ChunkId>> previous,
      Optional<Path> damaged) {
    public Lost {
      previous = List.copyOf(previous);
    }
  }

  /** What came of it. */
  public sealed interface Outcome {}

  /** The file is the chunk; its bytes are counted as temporary. */
  public record Same(long length) implements Outcome {}

  /** It cannot be had from this home; no file is left. */
  public record NotHere(String reason) implements Outcome {}

  /** There is no room for it; no file is left. */
  public record NoRoom(String reason) implements Outcome {}

  /** Finds media elsewhere than in the damaged file. */
  @FunctionalInterface
  public interface Elsewhere {
    /** The bytes, which the caller checks, or empty. */
    Optional<byte[]> find(Digest digest) throws IOException;
  }

  /**
   * Writes the chunk to a file that does not exist yet.
   *
   * @throws IOException when the database or a file cannot be read or written
   */
  public Outcome run(Lost lost, Elsewhere elsewhere, Path target) throws IOException {
    Media media = new Media(lost.damaged(), elsewhere);
    List<PlacedRecord> records = database.recordsOf(lost.id(), media::open);
    if (records.isEmpty()) {
      return new NotHere("its messages are not all in this home's message database");
    }
    int lacking = media.lacking(records);
    if (lacking > 0) {
      return new NotHere(lacking + " of its images and files cannot be read any more");
    }
    if (lost.damaged().isPresent()) {
      records = StoredSignatures.putBack(records, lost.damaged().get(), lost.id());
    }
    List<PlacedRecord> signed = records.stream().map(this::signedByUs).toList();
    ChunkSigner signer = new ChunkSigner(curve, key);
    try (ChunkWriter writer = new ChunkWriter(signer, storage, StorageKind.TEMPORARY)) {
      for (Optional<ChunkId> previous : lost.previous()) {
        ChunkDraft draft = new ChunkDraft(signer.community(), lost.position(), previous, signed);
        WriteOutcome outcome = writer.write(draft, target);
        if (outcome instanceof WriteOutcome.Refused refused) {
          return new NoRoom(refused.reason());
        }
        WriteOutcome.Written written = (WriteOutcome.Written) outcome;
        if (written.id().equals(lost.id())) {
          return new Same(written.length());
        }
        discard(signer.community(), target, written.length());
      }
    }
    return new NotHere("what this home still has of it makes another chunk");
  }

  private void discard(CommunityId community, Path file, long length) throws IOException {
    Files.delete(file);
    storage.freed(community.account(), StorageKind.TEMPORARY, length);
  }

  /** The signature in the file stands when it is true: another program may have made it. */
  private PlacedRecord signedByUs(PlacedRecord record) {
    Optional<StatedEnvelope> envelope = record.envelope();
    if (envelope.isEmpty()
        || !envelope.get().author().equals(database.community().key())
        || envelope.get().payload().size() != 1
        || !(envelope.get().payload().get(0) instanceof PayloadPart.Inline whole)) {
      return record;
    }
    Signature65 found = envelope.get().signature();
    if (curve.verify(envelope.get().author(), Keccak256.of(whole.bytes()), found)) {
      return record;
    }
    return record.with(Envelope.sign(curve, key, whole.bytes(), envelope.get().type()).signature());
  }

  /** Media of the chunk: where they were in its file, or elsewhere. */
  private record Media(Optional<Path> damaged, Elsewhere elsewhere) {

    InputStream open(Digest digest, MediaLocation.InChunk place) throws IOException {
      if (damaged.isPresent()) {
        byte[] bytes = read(damaged.get(), place);
        if (Digest.sha256(bytes).equals(digest)) {
          return new ByteArrayInputStream(bytes);
        }
      }
      return elsewhere
          .find(digest)
          .filter(bytes -> Digest.sha256(bytes).equals(digest))
          .map(ByteArrayInputStream::new)
          .orElseThrow(() -> new IOException("media " + digest + " cannot be read any more"));
    }

    /** What can be read of it; a file that was cut off is filled up with zeros. */
    private static byte[] read(Path file, MediaLocation.InChunk place) throws IOException {
      ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(place.length()));
      try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
        while (buffer.hasRemaining()) {
          if (in.read(buffer, place.offset() + buffer.position()) < 0) {
            break;
          }
        }
      }
      return buffer.array();
    }

    int lacking(List<PlacedRecord> records) {
      Set<Digest> seen = new HashSet<>();
      List<Digest> lacking = new ArrayList<>();
      for (PlacedRecord record : records) {
        for (MediaUse use : record.media()) {
          if (use instanceof MediaUse.Stored stored && seen.add(use.media().digest())) {
            try {
              // Opening reads and checks all of it.
              stored.content().open().close();
            } catch (IOException e) {
              lacking.add(use.media().digest());
            }
          }
        }
      }
      return lacking.size();
    }
  }
}
