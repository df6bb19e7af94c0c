package org.annals.magnetindex.head;

import java.util.Set;
import org.annals.archiver.ChunkId;
import org.annals.keys.Digest;
import org.annals.magnetindex.catalogue.CataloguePosition;

/** What people should be told about a community's catalogue. Equal alerts tell the same. */
public sealed interface HeadAlert {
  /** The community's key signed one sequence twice: two homes, or a stolen key. */
  record Equivocation(CataloguePosition head, CataloguePosition other) implements HeadAlert {}

  /** Chunks left the catalogue without being removed or replaced. They are kept and served. */
  record Vanished(Set<ChunkId> chunks) implements HeadAlert {}

  /** A catalogue lists chunks that were removed before. They stay removed. */
  record RemovedReturned(Set<ChunkId> chunks) implements HeadAlert {}

  /** A catalogue forgot removals of an earlier one. They stay in force. */
  record RemovalsForgotten(int count) implements HeadAlert {}

  /** A chunk claims to replace others that it cannot replace; those stay, as vanished. */
  record BadReplacement(ChunkId by) implements HeadAlert {}

  /**
   * A catalogue removes more than a quarter of the chunks and waits for the member's word.
   *
   * @param removed chunks that it would remove
   * @param of chunks that are listed now
   */
  record NeedsWord(Digest catalogue, int removed, int of) implements HeadAlert {}

  /** The community's newest bytes are in a newer format: update the program. */
  record UpdateNeeded(String what) implements HeadAlert {}
}
