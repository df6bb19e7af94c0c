package org.annals.node.owner;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChunkId;
import org.annals.archiver.seal.PackedChunk;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.LedgerEntry;
import org.annals.importer.chunk.ImportOutcome;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.catalogue.ChunkCounts;
import org.annals.node.community.Community;
import org.annals.node.community.HomeParts;
import org.annals.node.event.Event;
import org.annals.node.event.Stage;
import org.annals.quota.StorageKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way of a packed chunk: into the store, and, once it is listed, into the database. */
final class OwnChunks {
  private static final Logger log = LoggerFactory.getLogger(OwnChunks.class);

  private final HomeParts parts;

  OwnChunks(HomeParts parts) {
    this.parts = parts;
  }

  /** Moves a packed file into the store. It is listed nowhere yet. */
  CatalogueEntry keep(Community community, PackedChunk chunk, List<ChunkId> supersedes)
      throws IOException {
    CatalogueEntry entry =
        new CatalogueEntry(
            chunk.position(),
            chunk.torrent().infoHash(),
            chunk.id(),
            chunk.size(),
            new ChunkCounts(chunk.counts().messages(), chunk.counts().images()),
            supersedes);
    LedgerEntry ledger = community.chunks().announce(entry, parts.clock().instant());
    community.chunks().keepTorrent(chunk.torrent());
    community.chunks().store().adopt(chunk.file(), StorageKind.TEMPORARY, ledger, true);
    event(community, Stage.PACKED, chunk.id().toString(), chunk.counts().messages());
    return entry;
  }

  /** Shows listed chunks. What cannot be shown now is shown later. */
  void show(Community community, Collection<CatalogueEntry> listed)
      throws IOException, InterruptedException {
    for (CatalogueEntry entry : listed) {
      LedgerEntry ledger = community.chunks().find(entry.chunk()).orElseThrow();
      if (ledger.state() == ChunkState.VERIFIED && !ledger.imported().complete()) {
        show(community, ledger);
      }
    }
  }

  private void show(Community community, LedgerEntry ledger)
      throws IOException, InterruptedException {
    ImportOutcome outcome = community.filling().importChunk(ledger, Optional::empty);
    if (outcome instanceof ImportOutcome.Imported) {
      event(community, Stage.IMPORTED, ledger.chunk().toString(), ledger.messages());
    } else {
      log.warn("the packed chunk {} is not in the database yet: {}", ledger.chunk(), outcome);
    }
  }

  private void event(Community community, Stage stage, String subject, long messages) {
    parts
        .events()
        .record(
            new Event(
                parts.clock().instant(), community.id(), stage, subject, "this home", messages));
  }
}
