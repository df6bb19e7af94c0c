package org.annals.node.community;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.CommunityId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.seal.ExistingPart;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.ChunkStore;
import org.annals.archiver.store.LedgerEntry;
import org.annals.archiver.torrent.TorrentInfo;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.head.CatalogueHead;
import org.annals.magnetindex.head.HeadView;

/**
 * The chunks of one community: what the ledger knows of each, the files that are here, their
 * torrents. Thread-safe.
 */
public final class CommunityChunks {
  private final HomeParts parts;
  private final CommunityId community;
  private final CatalogueHead head;
  private final ChunkContents contents;

  CommunityChunks(
      HomeParts parts, CommunityId community, CatalogueHead head, ChunkContents contents) {
    this.parts = parts;
    this.community = community;
    this.head = head;
    this.contents = contents;
  }

  /** What a chunk holds, as far as it is on this disk and can be read. */
  public Optional<ChunkContent> content(ChunkId chunk) throws IOException {
    return contents.find(chunk);
  }

  /** The store of chunks. */
  public ChunkStore store() {
    return parts.store();
  }

  /** Where a chunk's file is, or would be. */
  public Path file(ChunkId chunk) {
    return parts.store().file(community, chunk);
  }

  /** Whether a chunk's bytes are on this disk, if only damaged ones that were set aside. */
  public boolean holdsBytes(LedgerEntry entry) {
    return entry.file().isPresent() || store().damagedFile(community, entry.chunk()).isPresent();
  }

  /** All chunks that the ledger knows, oldest first. */
  public List<LedgerEntry> all() throws IOException {
    return parts.tables().ledger().list(community);
  }

  /** One chunk of the ledger. */
  public Optional<LedgerEntry> find(ChunkId chunk) throws IOException {
    return parts.tables().ledger().find(community, chunk);
  }

  /** Takes a listed chunk into the ledger, unless it is there. */
  public LedgerEntry announce(CatalogueEntry entry, Instant now) throws IOException {
    Optional<LedgerEntry> known = find(entry.chunk());
    if (known.isPresent()) {
      return known.get();
    }
    LedgerEntry announced = announced(entry, now);
    parts.tables().ledger().put(announced);
    return announced;
  }

  /** Takes listed chunks that the ledger does not know into it, as one change. */
  public void announceAll(Collection<CatalogueEntry> entries, Instant now) throws IOException {
    List<LedgerEntry> fresh = new ArrayList<>();
    for (CatalogueEntry each : entries) {
      if (find(each.chunk()).isEmpty()) {
        fresh.add(announced(each, now));
      }
    }
    parts.tables().ledger().putAll(fresh);
  }

  private LedgerEntry announced(CatalogueEntry entry, Instant now) {
    return LedgerEntry.announced(
        community,
        new LedgerEntry.Listed(
            entry.chunk(),
            entry.position(),
            entry.infoHash(),
            entry.size(),
            entry.counts().messages(),
            entry.counts().images()),
        now);
  }

  /** Keeps a torrent's dictionary, so that its file is not hashed again. */
  public void keepTorrent(TorrentInfo info) throws IOException {
    parts.tables().torrents().put(info.infoHash(), info.dictionary());
  }

  /** The torrent of a chunk on disk: kept, or else computed from its file. */
  public TorrentInfo torrent(LedgerEntry entry) throws IOException {
    Optional<byte[]> kept = parts.tables().torrents().find(entry.infoHash());
    if (kept.isPresent() && TorrentInfo.parse(kept.get()) instanceof TorrentInfo.Parsed parsed) {
      return parsed.info();
    }
    TorrentInfo info = TorrentInfo.ofFile(entry.chunk() + ".annals", file(entry.chunk()));
    keepTorrent(info);
    return info;
  }

  /** Changes one chunk of the ledger. */
  public void change(ChunkId chunk, UnaryOperator<LedgerEntry> change) throws IOException {
    parts.tables().ledger().change(community, chunk, change);
  }

  /** Changes several chunks of the ledger as one change. */
  public void changeAll(Collection<ChunkId> chunks, UnaryOperator<LedgerEntry> change)
      throws IOException {
    parts.tables().ledger().changeAll(community, chunks, change);
  }

  /**
   * The parts that a window has or had. Removed ones count too: else the same messages in the same
   * place would make the same chunk again, which nobody accepts any more.
   */
  public List<ExistingPart> existingParts(TimeWindow window) throws IOException {
    HeadView view = head.view();
    Map<ChunkId, ChunkPosition> all = new HashMap<>();
    view.contents().entries().values().forEach(each -> all.put(each.chunk(), each.position()));
    all().stream()
        .filter(entry -> view.contents().removed().containsKey(entry.chunk()))
        .forEach(entry -> all.put(entry.chunk(), entry.position()));
    return all.entrySet().stream()
        .filter(each -> each.getValue().window().equals(window))
        .map(each -> new ExistingPart(each.getKey(), each.getValue()))
        .toList();
  }

  /** When the newest chunk of a window was packed or fetched here. */
  public Optional<Instant> newestPacked(TimeWindow window) throws IOException {
    return all().stream()
        .filter(entry -> entry.position().window().equals(window))
        .filter(entry -> head.view().listed().containsKey(entry.chunk()))
        .map(LedgerEntry::changed)
        .max(Comparator.naturalOrder());
  }

  /** How many listed chunks are in the message database although their files are not here. */
  public long textOnly() throws IOException {
    return all().stream()
        .filter(entry -> !entry.state().isServed() && entry.state() != ChunkState.REMOVED)
        .filter(entry -> entry.imported().complete() || entry.imported().sections() > 0)
        .filter(entry -> head.view().listed().containsKey(entry.chunk()))
        .count();
  }

  /** The chunks that are, or were, the part before a position: one of them is what it points at. */
  List<Optional<ChunkId>> partsBefore(ChunkPosition position) throws IOException {
    if (position.part() == 0) {
      return List.of(Optional.empty());
    }
    return all().stream()
        .filter(each -> each.position().window().equals(position.window()))
        .filter(each -> each.position().group().equals(position.group()))
        .filter(each -> each.position().part() == position.part() - 1)
        .map(each -> Optional.of(each.chunk()))
        .toList();
  }
}
