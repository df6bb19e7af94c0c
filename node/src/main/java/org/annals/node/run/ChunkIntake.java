package org.annals.node.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.annals.archiver.PeerAddress;
import org.annals.archiver.chunk.ChunkHeader;
import org.annals.archiver.chunk.ChunkVerdict;
import org.annals.archiver.chunk.ChunkVerifier;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.LedgerEntry;
import org.annals.archiver.torrent.TorrentInfo;
import org.annals.magnetindex.catalogue.CatalogueEntry;
import org.annals.magnetindex.head.HeadView;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.node.community.Expiry;
import org.annals.node.event.Event;
import org.annals.node.event.Stage;
import org.annals.quota.StorageKind;
import org.annals.seeder.ArchiveTransport.FetchFailure;
import org.annals.seeder.sync.Adoption;
import org.annals.seeder.sync.Holding;
import org.annals.seeder.sync.Listed;
import org.annals.seeder.sync.SyncTarget;
import org.annals.seeder.sync.SyncWork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the sync needs from this home: which chunks are listed and which are here, and the way of a
 * fetched file into the store: verified, moved, recorded, then handed to the import. Thread-safe.
 */
final class ChunkIntake implements SyncWork {
  private static final Logger log = LoggerFactory.getLogger(ChunkIntake.class);

  private final Communities communities;
  private final Holders holders;
  private final ChunkVerifier verifier;
  private final Surroundings surroundings;
  private final Consumer<Community> adopted;
  private final Predicate<Community> mayFetch;
  private final HomeRoom room;

  ChunkIntake(
      Communities communities,
      Holders holders,
      ChunkVerifier verifier,
      Surroundings surroundings,
      Consumer<Community> adopted,
      Predicate<Community> mayFetch,
      HomeRoom room) {
    this.communities = communities;
    this.holders = holders;
    this.verifier = verifier;
    this.surroundings = surroundings;
    this.adopted = adopted;
    this.mayFetch = mayFetch;
    this.room = room;
  }

  @Override
  public Collection<Listed> listed() {
    List<Listed> all = new ArrayList<>();
    for (Community community : communities.all()) {
      if (!community.row().enabled() || !mayFetch.test(community)) {
        continue;
      }
      try {
        addListed(community, all);
      } catch (IOException e) {
        log.error("the chunks of {} cannot be listed now", community.id(), e);
      }
    }
    return all;
  }

  private void addListed(Community community, List<Listed> all) throws IOException {
    HeadView view = community.head().view();
    if (!view.serving()) {
      return;
    }
    boolean reopened = room.isReopened(community);
    Expiry expiry = community.expiry();
    List<CatalogueEntry> wanted =
        view.listed().values().stream().filter(each -> !expiry.isOver(each.position())).toList();
    community.chunks().announceAll(wanted, surroundings.clock().instant());
    for (CatalogueEntry entry : wanted) {
      LedgerEntry here = community.chunks().find(entry.chunk()).orElseThrow();
      all.add(
          new Listed(
              new SyncTarget(
                  community.id(), entry.position(), entry.chunk(), entry.infoHash(), entry.size()),
              holding(here.state(), reopened)));
    }
  }

  private static Holding holding(ChunkState state, boolean reopened) {
    return switch (state) {
      case ANNOUNCED, FETCHING, FAILED -> Holding.ABSENT;
      case VERIFIED -> Holding.HELD;
      case UNSUPPORTED -> Holding.UNSUPPORTED;
      case EVICTED -> reopened ? Holding.ABSENT : Holding.EVICTED;
      case REMOVED -> Holding.REMOVED;
    };
  }

  @Override
  public Path incoming(SyncTarget target) {
    return communities
        .get(target.community())
        .orElseThrow()
        .incoming()
        .resolve(target.chunk() + ".annals");
  }

  @Override
  public List<PeerAddress> peers(SyncTarget target) {
    return holders.of(target.community());
  }

  @Override
  public Adoption adopt(SyncTarget target, TorrentInfo info, Path file) {
    Optional<Community> found = communities.get(target.community());
    if (found.isEmpty() || !found.get().head().view().lists(target.chunk())) {
      return new Adoption.Troubled("the catalogue does not list it any more");
    }
    try {
      return adopt(found.get(), target, info, file);
    } catch (IOException e) {
      log.warn("chunk {} could not be kept", target.chunk(), e);
      room.writeFailed(e);
      return new Adoption.Troubled(String.valueOf(e.getMessage()));
    }
  }

  private Adoption adopt(Community community, SyncTarget target, TorrentInfo info, Path file)
      throws IOException {
    ChunkVerdict verdict = verifier.verify(file, community.id(), target.chunk());
    if (verdict instanceof ChunkVerdict.Rejected rejected) {
      return new Adoption.Rejected(rejected.reason());
    }
    boolean supported = verdict instanceof ChunkVerdict.Verified;
    ChunkHeader header =
        verdict instanceof ChunkVerdict.Verified verified
            ? verified.header()
            : ((ChunkVerdict.Unsupported) verdict).header();
    if (!header.position().equals(target.position())) {
      return new Adoption.Rejected("the catalogue lists it at another place than its header says");
    }
    LedgerEntry entry = community.chunks().find(target.chunk()).orElseThrow();
    community.chunks().keepTorrent(info);
    community.chunks().store().adopt(file, StorageKind.PARTIAL, entry, supported);
    surroundings
        .events()
        .record(
            new Event(
                now(),
                community.id(),
                Stage.FETCHED,
                target.chunk().toString(),
                "torrent",
                entry.messages()));
    adopted.accept(community);
    return new Adoption.Adopted(community.chunks().file(target.chunk()));
  }

  private Instant now() {
    return surroundings.clock().instant();
  }

  @Override
  public void failed(SyncTarget target, FetchFailure failure) {
    room.fetchFailed(target, failure);
  }

  @Override
  public void discard(SyncTarget target, Path file) {
    try {
      room.partials().delete(target.community().account(), file);
    } catch (IOException e) {
      log.warn("the rejected chunk {} could not be deleted", target.chunk(), e);
    }
  }
}
