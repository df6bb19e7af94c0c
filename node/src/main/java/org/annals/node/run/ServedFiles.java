package org.annals.node.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.annals.archiver.InfoHash;
import org.annals.archiver.store.LedgerEntry;
import org.annals.archiver.torrent.TorrentInfo;
import org.annals.magnetindex.head.HeadView;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.quota.Account;
import org.annals.seeder.ArchiveTransport;
import org.annals.seeder.ArchiveTransport.TransferStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is served in step with what may be served: verified chunks that the accepted catalogue
 * lists and the newest catalogues, of communities that are on and whose owner serves. Calls take
 * turns.
 */
final class ServedFiles {
  private static final Logger log = LoggerFactory.getLogger(ServedFiles.class);

  private static final Duration STOPPING = Duration.ofSeconds(10);

  private final Communities communities;
  private final ArchiveTransport transport;
  private final Predicate<Community> mayServe;
  private final Set<InfoHash> served = new HashSet<>();

  /** Of catalogues, which never change under their names. */
  private final Map<Path, TorrentInfo> torrents = new HashMap<>();

  /**
   * The files of these communities.
   *
   * @param mayServe whether a community has listened for long enough to serve
   */
  ServedFiles(Communities communities, ArchiveTransport transport, Predicate<Community> mayServe) {
    this.communities = communities;
    this.transport = transport;
    this.mayServe = mayServe;
  }

  /**
   * Stops what may not be served any more and serves what may.
   *
   * @return done when no handle is open on what was stopped
   */
  synchronized CompletableFuture<Void> reconcile() {
    Map<InfoHash, ToSeed> wanted = new HashMap<>();
    for (Community community : communities.all()) {
      try {
        addWanted(community, wanted);
      } catch (IOException e) {
        log.error("what {} serves could not be found out", community.id(), e);
      }
    }
    List<CompletableFuture<Void>> stopping = new ArrayList<>();
    Set<InfoHash> going = new HashSet<>(served);
    going.addAll(fetchedOfSilent());
    for (InfoHash each : going) {
      if (!wanted.containsKey(each)) {
        served.remove(each);
        stopping.add(stop(each));
      }
    }
    wanted.forEach(
        (infoHash, seed) -> {
          if (!served.contains(infoHash)) {
            serve(infoHash, seed);
          }
        });
    return CompletableFuture.allOf(stopping.toArray(new CompletableFuture<?>[0]));
  }

  /** What was fetched in this run is seeded by the transport itself, also of who may not serve. */
  private Set<InfoHash> fetchedOfSilent() {
    Set<InfoHash> fetched = new HashSet<>();
    for (Community community : communities.all()) {
      if (mayBeServed(community)) {
        continue;
      }
      try {
        community.chunks().all().stream()
            .map(LedgerEntry::infoHash)
            .filter(each -> transport.status(each).filter(TransferStatus::seeding).isPresent())
            .forEach(fetched::add);
      } catch (IOException e) {
        log.error("what {} serves could not be found out", community.id(), e);
      }
    }
    return fetched;
  }

  private boolean mayBeServed(Community community) {
    return community.row().enabled()
        && community.head().view().serving()
        && mayServe.test(community);
  }

  private CompletableFuture<Void> stop(InfoHash infoHash) {
    return transport
        .stop(infoHash)
        .whenComplete(
            (done, trouble) -> {
              if (trouble != null) {
                log.error("{} was not stopped cleanly", infoHash, trouble);
              }
            });
  }

  /** What cannot be served now is tried again at the next change. */
  private void serve(InfoHash infoHash, ToSeed seed) {
    try {
      transport.seed(seed.seed());
      served.add(infoHash);
    } catch (IOException | UncheckedIOException e) {
      log.error("{} cannot be served", infoHash, e);
    }
  }

  /** Made only for what is not served yet: its torrent has to be read or computed. */
  private interface ToSeed {
    ArchiveTransport.Seed seed() throws IOException;
  }

  /**
   * Stops serving and fetching a file that goes; when it returns, no handle on it is open here.
   *
   * @throws IOException when that takes too long or the thread is interrupted
   */
  void stopNow(InfoHash file) throws IOException {
    try {
      transport.stop(file).get(STOPPING.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the file is still being served", e);
    }
    forget(file);
  }

  /** It is served again when it may be. */
  private synchronized void forget(InfoHash file) {
    served.remove(file);
  }

  private void addWanted(Community community, Map<InfoHash, ToSeed> wanted) throws IOException {
    HeadView view = community.head().view();
    if (!mayBeServed(community)) {
      return;
    }
    Account account = community.id().account();
    for (LedgerEntry entry : community.chunks().all()) {
      if (entry.state().isServed() && view.lists(entry.chunk())) {
        Path file = community.chunks().file(entry.chunk());
        wanted.put(
            entry.infoHash(),
            () -> new ArchiveTransport.Seed(community.chunks().torrent(entry), file, account));
      }
    }
    for (Path file : community.catalogues().newest()) {
      TorrentInfo info = torrents.get(file);
      if (info == null) {
        info = TorrentInfo.ofFile(file.getFileName().toString(), file);
        torrents.put(file, info);
      }
      ArchiveTransport.Seed seed = new ArchiveTransport.Seed(info, file, account);
      wanted.put(info.infoHash(), () -> seed);
    }
  }
}
