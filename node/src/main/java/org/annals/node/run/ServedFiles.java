package org.annals.node.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.annals.archiver.InfoHash;
import org.annals.archiver.store.LedgerEntry;
import org.annals.archiver.torrent.TorrentInfo;
import org.annals.magnetindex.head.HeadView;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.seeder.ArchiveTransport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is served in step with what may be served: verified chunks that the accepted catalogue
 * lists and the newest catalogues, of communities that are on and whose owner serves. Confined to
 * one lane: calls come one after the other.
 */
final class ServedFiles {
  private static final Logger log = LoggerFactory.getLogger(ServedFiles.class);

  private final Communities communities;
  private final ArchiveTransport transport;
  private final Set<InfoHash> served = new HashSet<>();

  ServedFiles(Communities communities, ArchiveTransport transport) {
    this.communities = communities;
    this.transport = transport;
  }

  /** Stops what may not be served any more and serves what may. */
  synchronized void reconcile() {
    Map<InfoHash, ArchiveTransport.Seed> wanted = new HashMap<>();
    for (Community community : communities.all()) {
      try {
        addWanted(community, wanted);
      } catch (IOException e) {
        log.error("what {} serves could not be found out", community.id(), e);
      }
    }
    for (InfoHash each : Set.copyOf(served)) {
      if (!wanted.containsKey(each)) {
        served.remove(each);
        var unused =
            transport
                .stop(each)
                .whenComplete(
                    (done, trouble) -> {
                      if (trouble != null) {
                        log.error("{} was not stopped cleanly", each, trouble);
                      }
                    });
      }
    }
    wanted.forEach(
        (infoHash, seed) -> {
          if (served.add(infoHash)) {
            transport.seed(seed);
          }
        });
  }

  /** A file was stopped by somebody else; it is served again when it may be. */
  synchronized void forget(InfoHash infoHash) {
    served.remove(infoHash);
  }

  private static void addWanted(Community community, Map<InfoHash, ArchiveTransport.Seed> wanted)
      throws IOException {
    HeadView view = community.head().view();
    if (!community.row().enabled() || !view.serving()) {
      return;
    }
    for (LedgerEntry entry : community.ledger()) {
      if (entry.state().isServed() && view.lists(entry.chunk())) {
        TorrentInfo info = community.torrent(entry);
        add(wanted, community, info, community.chunkFile(entry.chunk()));
      }
    }
    for (Map.Entry<Path, TorrentInfo> each : community.newestCatalogues().entrySet()) {
      add(wanted, community, each.getValue(), each.getKey());
    }
  }

  private static void add(
      Map<InfoHash, ArchiveTransport.Seed> wanted,
      Community community,
      TorrentInfo info,
      Path file) {
    wanted.put(info.infoHash(), new ArchiveTransport.Seed(info, file, community.id().account()));
  }
}
