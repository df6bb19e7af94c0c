package org.annals.node.owner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.chunk.ChunkSigner;
import org.annals.archiver.seal.ExistingPart;
import org.annals.archiver.seal.PackOutcome;
import org.annals.archiver.seal.PackRequest;
import org.annals.archiver.seal.PackedChunk;
import org.annals.archiver.seal.Packer;
import org.annals.archiver.store.LedgerEntry;
import org.annals.keys.PrivateKey;
import org.annals.node.community.Community;
import org.annals.node.community.HomeParts;
import org.annals.quota.StorageKind;

/**
 * A lost chunk that was never imported: its messages are still in the journal, which drops them
 * only then. Its window is packed again, as it was the first time: before it had any part, or when
 * it had the parts before this one.
 */
final class JournalChunk {
  private final HomeParts parts;
  private final Community community;
  private final PrivateKey key;

  JournalChunk(HomeParts parts, Community community, PrivateKey key) {
    this.parts = parts;
    this.community = community;
    this.key = key;
  }

  /**
   * The chunk's file, counted as temporary, when the very same one comes out; else no file is left.
   */
  Optional<Path> pack(LedgerEntry lost) throws IOException {
    community.packingLock().lock();
    try {
      Optional<Path> first = pack(lost, List.of());
      if (first.isPresent()) {
        return first;
      }
      List<ExistingPart> before =
          community.chunks().existingParts(lost.position().window()).stream()
              .filter(part -> isBefore(part.position(), lost.position()))
              .toList();
      return before.isEmpty() ? Optional.empty() : pack(lost, before);
    } finally {
      community.packingLock().unlock();
    }
  }

  private static boolean isBefore(ChunkPosition part, ChunkPosition lost) {
    return !part.group().equals(lost.group()) || part.part() < lost.part();
  }

  private Optional<Path> pack(LedgerEntry lost, List<ExistingPart> existing) throws IOException {
    PackInput input = PackInput.of(community);
    Packer packer =
        new Packer(
            new ChunkSigner(parts.curve(), key),
            parts.storage(),
            StorageKind.TEMPORARY,
            parts.work());
    Path directory = Files.createDirectories(community.packing());
    PackRequest request =
        new PackRequest(lost.position().window(), input.rules(), existing, directory);
    Optional<Path> found = Optional.empty();
    if (packer.pack(request, input, input) instanceof PackOutcome.Packed packed) {
      for (PackedChunk chunk : packed.chunks()) {
        if (chunk.id().equals(lost.chunk())) {
          found = Optional.of(chunk.file());
        } else {
          Files.delete(chunk.file());
          parts.storage().freed(community.id().account(), StorageKind.TEMPORARY, chunk.size());
        }
      }
    }
    return found;
  }
}
