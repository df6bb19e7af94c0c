package org.annals.node;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.annals.archiver.InfoHash;
import org.annals.archiver.PeerAddress;
import org.annals.seeder.ArchiveTransport;

/** Another transport, and a record of the peers that were named to it. */
final class PeersNamedTransport implements ArchiveTransport {
  private final ArchiveTransport behind;
  private final Map<InfoHash, Set<PeerAddress>> named = new ConcurrentHashMap<>();

  PeersNamedTransport(ArchiveTransport behind) {
    this.behind = behind;
  }

  Set<PeerAddress> named(InfoHash file) {
    return Set.copyOf(named.getOrDefault(file, Set.of()));
  }

  private void note(InfoHash file, Collection<PeerAddress> peers) {
    named.computeIfAbsent(file, hash -> ConcurrentHashMap.newKeySet()).addAll(peers);
  }

  @Override
  public void seed(Seed seed) {
    behind.seed(seed);
  }

  @Override
  public void fetch(Order order, FetchListener listener) {
    note(order.infoHash(), order.peers());
    behind.fetch(order, listener);
  }

  @Override
  public void addPeers(InfoHash file, Collection<PeerAddress> peers) {
    note(file, peers);
    behind.addPeers(file, peers);
  }

  @Override
  public CompletableFuture<Void> stop(InfoHash file) {
    return behind.stop(file);
  }

  @Override
  public Optional<TransferStatus> status(InfoHash file) {
    return behind.status(file);
  }

  @Override
  public List<TransferStatus> statuses() {
    return behind.statuses();
  }

  @Override
  public List<PeerAddress> connectedPeers(InfoHash file) {
    return behind.connectedPeers(file);
  }

  @Override
  public int port() {
    return behind.port();
  }

  @Override
  public void close() {
    behind.close();
  }
}
