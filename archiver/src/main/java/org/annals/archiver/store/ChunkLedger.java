package org.annals.archiver.store;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.annals.archiver.ChunkId;
import org.annals.archiver.CommunityId;

/**
 * Remembers every chunk of every community across restarts.
 *
 * <ul>
 *   <li>What a method did is durable when it returns; after {@code kill -9} each change is there
 *       whole or not at all.
 *   <li>{@link #change} is atomic: two changes of one entry happen one after the other.
 *   <li>A failure throws {@link IOException} and changes nothing.
 * </ul>
 *
 * <p>Thread-safe.
 */
public interface ChunkLedger {

  /** The entry of a chunk. */
  Optional<LedgerEntry> find(CommunityId community, ChunkId chunk) throws IOException;

  /** Writes an entry, over an older one of the same chunk. */
  void put(LedgerEntry entry) throws IOException;

  /**
   * Replaces an entry by a function of it.
   *
   * @param change quick, without side effects, keeps community and chunk; may be called again
   * @return the new entry, or empty when there is none
   */
  Optional<LedgerEntry> change(
      CommunityId community, ChunkId chunk, UnaryOperator<LedgerEntry> change) throws IOException;

  /**
   * Replaces several entries, each by a function of it, as one change.
   *
   * @param change as for {@link #change}
   * @return the new entries; chunks without one are passed over
   */
  List<LedgerEntry> changeAll(
      CommunityId community, Collection<ChunkId> chunks, UnaryOperator<LedgerEntry> change)
      throws IOException;

  /** Forgets a chunk. Does nothing when there is no entry. */
  void remove(CommunityId community, ChunkId chunk) throws IOException;

  /** All entries of a community by position, then chunk id, oldest window first. */
  List<LedgerEntry> list(CommunityId community) throws IOException;

  /** The communities of which there are entries. */
  Set<CommunityId> communities() throws IOException;
}
