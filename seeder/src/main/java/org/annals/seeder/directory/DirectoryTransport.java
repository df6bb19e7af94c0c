package org.annals.seeder.directory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.annals.archiver.InfoHash;
import org.annals.archiver.PeerAddress;
import org.annals.archiver.torrent.TorrentInfo;
import org.annals.quota.Reservation;
import org.annals.quota.ReserveOutcome;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageReservations;
import org.annals.quota.TransferGate;
import org.annals.seeder.ArchiveTransport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shares files through a folder that all participants can write to.
 *
 * <ul>
 *   <li>Files are shown by hard links, so that they take no room twice; where links are impossible
 *       a complete file is copied, with a reservation, and an incomplete one is not shown.
 *   <li>What others show is untrusted: each piece is hashed before it is written.
 *   <li>Downloads pass the gate and are counted by whoever reads. Nobody sees when others read, so
 *       uploads are not counted here, and addresses of peers mean nothing.
 *   <li>What this participant shows is withdrawn when it is closed.
 * </ul>
 *
 * <p>Thread-safe.
 */
public final class DirectoryTransport implements ArchiveTransport {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryTransport.class);

  private final DirectoryFetch.Surroundings around;
  private final Map<InfoHash, DirectoryFetch> fetches = new HashMap<>();
  private final Map<InfoHash, Shown> shown = new HashMap<>();
  private boolean closed;

  /** A complete file and the bytes that its copy takes, 0 when it is a link. */
  private record Shown(Seed seed, long received, long copied) {}

  /**
   * How to take part.
   *
   * @param folder shared by all; made when it is missing
   * @param participant a file name, different for each participant; what it left there is removed
   * @param poll how often a fetch looks again for what nobody shows yet
   */
  public record Settings(Path folder, String participant, Duration poll) {}

  /**
   * Takes part.
   *
   * @param worker runs the fetches; stays open when this is closed
   * @throws IOException when the folder cannot be used
   */
  public DirectoryTransport(
      Settings settings,
      TransferGate gate,
      StorageReservations storage,
      ScheduledExecutorService worker)
      throws IOException {
    SharedFolder folder = new SharedFolder(settings.folder(), settings.participant());
    this.around = new DirectoryFetch.Surroundings(folder, gate, storage, worker, settings.poll());
  }

  @Override
  public synchronized void seed(Seed seed) {
    InfoHash hash = seed.info().infoHash();
    if (closed) {
      return;
    }
    DirectoryFetch fetch = fetches.remove(hash);
    long received = fetch == null ? 0 : fetch.received();
    if (fetch != null && !fetch.done()) {
      fetch.stop();
    }
    Shown before = shown.remove(hash);
    try {
      long copied = before == null ? 0 : before.copied();
      if (copied == 0 && !around.folder().canLink(hash, seed.file())) {
        Optional<Reservation> room = reserveCopy(seed);
        if (room.isEmpty()) {
          return;
        }
        try (Reservation reservation = room.get()) {
          around.folder().offer(hash, seed.info().dictionary(), seed.file());
          reservation.stored(seed.info().length());
        }
        copied = seed.info().length();
      } else {
        around.folder().offer(hash, seed.info().dictionary(), seed.file());
      }
      shown.put(hash, new Shown(seed, received, copied));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot show " + seed.file(), e);
    }
  }

  private Optional<Reservation> reserveCopy(Seed seed) {
    ReserveOutcome outcome =
        around.storage().reserve(seed.account(), StorageKind.CHUNK, seed.info().length());
    if (outcome instanceof ReserveOutcome.Granted granted) {
      return Optional.of(granted.reservation());
    }
    LOG.warn("{} is not shared: no room for a copy, {}", seed.file(), outcome);
    return Optional.empty();
  }

  @Override
  public synchronized void fetch(Order order, FetchListener listener) {
    InfoHash hash = order.infoHash();
    if (closed || shown.containsKey(hash) || fetches.containsKey(hash)) {
      return;
    }
    DirectoryFetch fetch =
        new DirectoryFetch(
            order,
            new FetchListener() {
              @Override
              public void completed(TorrentInfo info, Path file) {
                listener.completed(info, file);
              }

              @Override
              public void failed(FetchFailure failure) {
                forget(hash, order);
                listener.failed(failure);
              }
            },
            around);
    fetches.put(hash, fetch);
    fetch.start();
  }

  private synchronized void forget(InfoHash hash, Order order) {
    DirectoryFetch current = fetches.get(hash);
    if (current != null && current.order().equals(order)) {
      fetches.remove(hash);
    }
  }

  @Override
  public void addPeers(InfoHash file, Collection<PeerAddress> peers) {
    // Whoever has something shows it in the folder; addresses lead nowhere.
  }

  @Override
  public synchronized CompletableFuture<Void> stop(InfoHash file) {
    DirectoryFetch fetch = fetches.remove(file);
    if (fetch != null) {
      fetch.stop();
    }
    Shown was = shown.remove(file);
    if (was != null) {
      withdraw(file, was);
    }
    return CompletableFuture.completedFuture(null);
  }

  private void withdraw(InfoHash file, Shown was) {
    try {
      around.folder().withdraw(file);
      around.storage().freed(was.seed().account(), StorageKind.CHUNK, was.copied());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot withdraw " + was.seed().file(), e);
    }
  }

  @Override
  public synchronized Optional<TransferStatus> status(InfoHash file) {
    DirectoryFetch fetch = fetches.get(file);
    if (fetch != null) {
      return Optional.of(status(fetch));
    }
    return Optional.ofNullable(shown.get(file)).map(DirectoryTransport::status);
  }

  @Override
  public synchronized List<TransferStatus> statuses() {
    return Stream.concat(
            fetches.values().stream().map(DirectoryTransport::status),
            shown.values().stream().map(DirectoryTransport::status))
        .toList();
  }

  private static TransferStatus status(DirectoryFetch fetch) {
    Order order = fetch.order();
    return new TransferStatus(
        order.infoHash(),
        order.size(),
        fetch.have(),
        fetch.done(),
        fetch.offers(),
        0,
        fetch.received());
  }

  private static TransferStatus status(Shown each) {
    long size = each.seed().info().length();
    return new TransferStatus(
        each.seed().info().infoHash(), size, size, true, 0, 0, each.received());
  }

  @Override
  public List<PeerAddress> connectedPeers(InfoHash file) {
    return List.of();
  }

  @Override
  public int port() {
    return 0;
  }

  @Override
  public synchronized void close() {
    closed = true;
    fetches.values().forEach(DirectoryFetch::stop);
    fetches.clear();
    shown.forEach(this::withdraw);
    shown.clear();
  }
}
