package org.annals.node.owner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.annals.archiver.chunk.ChunkVerdict;
import org.annals.archiver.chunk.ChunkVerifier;
import org.annals.archiver.store.LedgerEntry;
import org.annals.importer.chunk.PackAgain;
import org.annals.keys.PrivateKey;
import org.annals.node.community.Community;
import org.annals.node.community.HomeParts;
import org.annals.quota.StorageKind;

/**
 * An owned chunk without a good file: packed again from what this home still has, and taken into
 * the store only when the very same chunk comes out.
 */
public final class LostChunk {
  private final HomeParts parts;
  private final Community community;
  private final PrivateKey key;

  /** For chunks of a community whose key this is. */
  public LostChunk(HomeParts parts, Community community, PrivateKey key) {
    this.parts = parts;
    this.community = community;
    this.key = key;
  }

  /** What came of it. */
  public sealed interface Outcome {}

  /** The chunk is whole again; it may be served. */
  public record PackedAgain() implements Outcome {}

  /** Only somebody else can have it. */
  public record NotHere(String reason) implements Outcome {}

  /**
   * Packs a chunk again whose file the ledger does not expect.
   *
   * @throws IOException when something cannot be read or written
   */
  public Outcome packAgain(LedgerEntry entry) throws IOException {
    Path directory = Files.createDirectories(community.packing());
    Path target = directory.resolve("again-" + entry.chunk() + ".tmp");
    Files.deleteIfExists(target);
    PackAgain.Outcome outcome = community.packAgain(key, entry, target);
    if (outcome instanceof PackAgain.NoRoom full) {
      return new NotHere("there is no room to pack it again: " + full.reason());
    }
    if (outcome instanceof PackAgain.NotHere no) {
      Optional<Path> packed = new JournalChunk(parts, community, key).pack(entry);
      return packed.isPresent() ? keep(entry, packed.get()) : new NotHere(no.reason());
    }
    return keep(entry, target);
  }

  private Outcome keep(LedgerEntry entry, Path target) throws IOException {
    // Every byte is judged as if a stranger had sent it.
    ChunkVerdict verdict =
        new ChunkVerifier(parts.curve()).verify(target, community.id(), entry.chunk());
    if (!(verdict instanceof ChunkVerdict.Verified)) {
      parts.storage().freed(community.id().account(), StorageKind.TEMPORARY, Files.size(target));
      Files.delete(target);
      return new NotHere("what was packed again does not verify: " + verdict);
    }
    community.chunks().store().adopt(target, StorageKind.TEMPORARY, entry, true);
    return new PackedAgain();
  }
}
