package org.annals.archiver.store;

import java.time.Instant;
import java.util.Optional;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.CommunityId;
import org.annals.archiver.InfoHash;

/**
 * What is kept about one chunk. Immutable.
 *
 * @param size bytes of the file, as the catalogue lists it
 * @param messages as the catalogue lists them
 * @param images as the catalogue lists them
 * @param file how the checked file looks; present exactly while bytes are expected on disk
 * @param note why it failed or was removed, for people; empty otherwise
 * @param changed when the state was last changed
 */
public record LedgerEntry(
    CommunityId community,
    ChunkId chunk,
    ChunkPosition position,
    InfoHash infoHash,
    long size,
    long messages,
    long images,
    ChunkState state,
    ImportState imported,
    Optional<FileMark> file,
    String note,
    Instant changed) {

  /** A chunk that was just found in a catalogue. */
  public static LedgerEntry announced(CommunityId community, Listed listed, Instant now) {
    return new LedgerEntry(
        community,
        listed.chunk(),
        listed.position(),
        listed.infoHash(),
        listed.size(),
        listed.messages(),
        listed.images(),
        ChunkState.ANNOUNCED,
        ImportState.NONE,
        Optional.empty(),
        "",
        now);
  }

  /** What a catalogue says about a chunk. */
  public record Listed(
      ChunkId chunk,
      ChunkPosition position,
      InfoHash infoHash,
      long size,
      long messages,
      long images) {}

  /** The same chunk in another state; bytes on disk stay expected if they were. */
  public LedgerEntry in(ChunkState newState, String newNote, Instant now) {
    return new LedgerEntry(
        community, chunk, position, infoHash, size, messages, images, newState, imported, file,
        newNote, now);
  }

  /** The same chunk, imported so far. */
  public LedgerEntry imported(ImportState newImported) {
    return new LedgerEntry(
        community,
        chunk,
        position,
        infoHash,
        size,
        messages,
        images,
        state,
        newImported,
        file,
        note,
        changed);
  }

  /** The same chunk with its bytes on disk. */
  public LedgerEntry with(FileMark mark) {
    return new LedgerEntry(
        community,
        chunk,
        position,
        infoHash,
        size,
        messages,
        images,
        state,
        imported,
        Optional.of(mark),
        note,
        changed);
  }

  /** The same chunk with no bytes expected on disk. */
  public LedgerEntry withoutFile() {
    return new LedgerEntry(
        community,
        chunk,
        position,
        infoHash,
        size,
        messages,
        images,
        state,
        imported,
        Optional.empty(),
        note,
        changed);
  }
}
