package org.annals.archiver.seal;

import java.nio.file.Path;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;

/**
 * A listed chunk that may be replaced.
 *
 * @param file its checked bytes
 */
public record OldChunk(ChunkId id, ChunkPosition position, Path file)
    implements Comparable<OldChunk> {
  @Override
  public int compareTo(OldChunk other) {
    return position.compareTo(other.position);
  }
}
