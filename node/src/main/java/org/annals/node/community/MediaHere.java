package org.annals.node.community;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.annals.archiver.ChunkId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.seal.MediaBlob;
import org.annals.archiver.store.ChunkStore;
import org.annals.importer.database.MediaLocation;
import org.annals.importer.journal.LiveJournal;
import org.annals.keys.Digest;

/** Media of a community that are on this disk: in its journal or in its chunks. Thread-safe. */
record MediaHere(
    CommunityId community, LiveJournal journal, CommunityDatabase database, ChunkStore store) {
  /** The bytes of media, from anywhere but a chunk that is lost. */
  Optional<byte[]> find(Digest digest, ChunkId lost) throws IOException {
    Optional<MediaBlob> live = journal.media(digest);
    if (live.isPresent()) {
      try (InputStream in = live.get().open()) {
        return Optional.of(in.readAllBytes());
      }
    }
    Optional<MediaLocation> place = database.using(now -> now.media(digest));
    if (place.isPresent()
        && place.get() instanceof MediaLocation.InChunk other
        && !other.chunk().equals(lost)) {
      return read(store.file(community, other.chunk()), other);
    }
    return Optional.empty();
  }

  private static Optional<byte[]> read(Path file, MediaLocation.InChunk place) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(place.offset());
      return Optional.of(in.readNBytes(Math.toIntExact(place.length())));
    }
  }
}
