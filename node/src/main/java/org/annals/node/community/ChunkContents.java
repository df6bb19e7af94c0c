package org.annals.node.community;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.annals.archiver.ChunkId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.chunk.ChunkReader;
import org.annals.archiver.chunk.OpenOutcome;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.LedgerEntry;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.head.ChunkClocks;

/** What the chunks of a community on this disk hold, read once each. Thread-safe. */
final class ChunkContents implements ChunkClocks {
  private final HomeParts parts;
  private final CommunityId community;
  private final Map<ChunkId, ChunkContent> known = new ConcurrentHashMap<>();

  ChunkContents(HomeParts parts, CommunityId community) {
    this.parts = parts;
    this.community = community;
  }

  /** What a chunk holds, as far as it is or was on this disk and can be read. */
  Optional<ChunkContent> find(ChunkId chunk) throws IOException {
    ChunkContent content = known.get(chunk);
    if (content != null || entry(chunk).flatMap(LedgerEntry::file).isEmpty()) {
      return Optional.ofNullable(content);
    }
    OpenOutcome outcome =
        ChunkReader.open(parts.store().file(community, chunk), community, chunk, parts.curve());
    if (!(outcome instanceof OpenOutcome.Opened opened)) {
      return Optional.empty();
    }
    try (ChunkReader reader = opened.chunk()) {
      ChunkContent read = ChunkContent.of(reader.index());
      known.put(chunk, read);
      return Optional.of(read);
    }
  }

  private Optional<LedgerEntry> entry(ChunkId chunk) throws IOException {
    return parts.tables().ledger().find(community, chunk);
  }

  /**
   * Of a listed chunk. One that this home took out by itself was over by its own clock: the start
   * of its window says so for good.
   */
  @Override
  public OptionalLong last(CatalogueEntry listed) {
    try {
      Optional<ChunkContent> content = find(listed.chunk());
      if (content.isPresent()) {
        return OptionalLong.of(content.get().lastClock());
      }
      boolean dropped =
          entry(listed.chunk()).filter(each -> each.state() == ChunkState.REMOVED).isPresent();
      return dropped
          ? OptionalLong.of(listed.position().window().startSeconds() * 1000)
          : OptionalLong.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
