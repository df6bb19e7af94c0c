package org.annals.seeder.bittorrent;

import bt.metainfo.TorrentId;
import bt.protocol.Handshake;
import bt.protocol.Message;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.annals.archiver.InfoHash;
import org.annals.archiver.PeerAddress;
import org.annals.archiver.torrent.TorrentInfo;
import org.annals.quota.StorageReservations;
import org.annals.quota.TransferGate;
import org.annals.seeder.ArchiveTransport;
import org.jspecify.annotations.Nullable;

/**
 * {@link ArchiveTransport} over BitTorrent: BEP 3, 9 (metadata), 10 (extensions), optionally 11 and
 * 14 (discovery) and the ports of BEP 5.
 *
 * <ul>
 *   <li>A handful of threads, whatever the number of files and peers.
 *   <li>Every peer is served; one that is slow, silent, flooding or lying costs a bounded amount
 *       and hinders nobody.
 *   <li>A restart hashes nothing again: complete files are vouched for, partial ones have a durable
 *       record.
 * </ul>
 */
public final class BitTorrentTransport implements ArchiveTransport {
  private static final int LANES = 2;
  private static final int OPEN_FILES = 128;

  /** 1,024 pieces of 4 MiB (FORMAT section 4). */
  private static final long LARGEST = 1L << 32;

  private final Engine engine;
  private final int port;
  private final Map<InfoHash, Swarm> swarms = new ConcurrentHashMap<>();
  private final Map<InfoHash, CompletableFuture<Void>> stopping = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  /** What the transport is given from outside. */
  public record Surroundings(
      TransferGate gate,
      StorageReservations storage,
      LongSupplier ticker,
      RandomGenerator random) {}

  private BitTorrentTransport(
      BitTorrentSettings settings, ServerSocketChannel server, Surroundings given)
      throws IOException {
    this.port = ((InetSocketAddress) server.getLocalAddress()).getPort();
    BtParts parts = new BtParts(settings, port, (file, peer) -> addPeers(file, List.of(peer)));
    Loop loop = new Loop(given.ticker(), "torrent-loop-" + port);
    Wires wires = new Wires(loop, settings, server, new Front(), parts, given.random());
    this.engine =
        new Engine(
            loop,
            wires,
            parts,
            settings.on(port),
            given.gate(),
            given.storage(),
            new DiskLanes(LANES, "torrent-disk-" + port, () -> loop.execute(this::wakeAll)),
            new OpenFiles(OPEN_FILES),
            given.random(),
            parts.identity());
    loop.onTick(this::tick);
  }

  private boolean tick() {
    long now = engine.loop().now();
    boolean waits = false;
    for (Swarm swarm : swarms.values()) {
      waits |= swarm.tick(now);
    }
    return waits;
  }

  private void wakeAll() {
    swarms.values().forEach(Swarm::wake);
  }

  /**
   * Listens and is ready.
   *
   * @throws IOException when the address and port cannot be had
   */
  public static BitTorrentTransport open(BitTorrentSettings settings, Surroundings given)
      throws IOException {
    ServerSocketChannel server = Wires.listen(settings.bindAddress(), settings.port());
    BitTorrentTransport transport = new BitTorrentTransport(settings, server, given);
    transport.engine.loop().start();
    transport.engine.parts().start();
    return transport;
  }

  /**
   * Tells peers from now on that this node takes part in the DHT, on the UDP port of the same
   * number, and names the nodes of peers that do.
   *
   * @param nodes told of each, on the transport's own thread; must return at once
   */
  public void meetNodes(Consumer<InetSocketAddress> nodes) {
    engine.parts().hashTablePorts().meet(nodes);
  }

  @Override
  public void seed(Seed seed) {
    InfoHash file = seed.info().infoHash();
    swarms.compute(
        file,
        (hash, running) -> {
          if (running != null) {
            engine.loop().execute(() -> running.repoint(seed));
            return running;
          }
          Swarm swarm = Swarm.seeding(engine, seed);
          engine.parts().started(swarm.torrentId());
          engine.loop().execute(() -> swarm.beginSeeding(seed));
          return swarm;
        });
  }

  @Override
  public void fetch(Order order, FetchListener listener) {
    if (order.size() < 1 || order.size() > LARGEST) {
      listener.failed(new FetchFailure.Rejected("no torrent is " + order.size() + " bytes long"));
      return;
    }
    swarms.computeIfAbsent(order.infoHash(), hash -> begin(order, listener));
  }

  private Swarm begin(Order order, FetchListener listener) {
    Swarm swarm = Swarm.wanted(engine, order, new Leaving(order.infoHash(), listener));
    engine.parts().started(swarm.torrentId());
    Runnable start = () -> engine.loop().execute(() -> swarm.beginFetching(order.peers()));
    CompletableFuture<Void> before = stopping.get(order.infoHash());
    if (before == null) {
      start.run();
    } else {
      CompletableFuture<Void> unused = before.whenComplete((done, never) -> start.run());
    }
    return swarm;
  }

  @Override
  public void addPeers(InfoHash file, Collection<PeerAddress> peers) {
    Swarm swarm = swarms.get(file);
    if (swarm != null) {
      List<PeerAddress> named = List.copyOf(peers);
      engine.loop().execute(() -> swarm.addPeers(named));
    }
  }

  @Override
  public CompletableFuture<Void> stop(InfoHash file) {
    Swarm swarm = swarms.remove(file);
    if (swarm == null) {
      return stopping.getOrDefault(file, CompletableFuture.completedFuture(null));
    }
    stopping.put(file, swarm.stopped());
    engine.loop().execute(() -> swarm.stop(() -> stopping.remove(file, swarm.stopped())));
    return swarm.stopped();
  }

  @Override
  public Optional<TransferStatus> status(InfoHash file) {
    return Optional.ofNullable(swarms.get(file)).map(Swarm::status);
  }

  @Override
  public List<TransferStatus> statuses() {
    return swarms.values().stream().map(Swarm::status).toList();
  }

  @Override
  public List<PeerAddress> connectedPeers(InfoHash file) {
    Swarm swarm = swarms.get(file);
    return swarm == null ? List.of() : swarm.connectedPeers();
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    engine
        .loop()
        .close(
            () -> {
              swarms.values().forEach(swarm -> swarm.stop(() -> {}));
              engine.wires().close();
            });
    engine.lanes().close();
    swarms.values().forEach(swarm -> swarm.stopped().complete(null));
    engine.parts().close();
  }

  /** Takes a failed fetch out before its listener hears of it, so that it may be ordered again. */
  private final class Leaving implements FetchListener {
    private final InfoHash file;
    private final FetchListener listener;

    Leaving(InfoHash file, FetchListener listener) {
      this.file = file;
      this.listener = listener;
    }

    @Override
    public void completed(TorrentInfo info, Path path) {
      listener.completed(info, path);
    }

    @Override
    public void failed(FetchFailure failure) {
      swarms.remove(file);
      listener.failed(failure);
    }
  }

  /** Receives connections until their handshake says which file they are about. */
  private final class Front implements Wire.Side {
    @Override
    public Wire.@Nullable Side handshake(Wire wire, Handshake handshake) {
      TorrentId wanted = handshake.getTorrentId();
      Swarm swarm = swarms.get(InfoHash.of(wanted.getBytes()));
      return swarm == null ? null : new PeerLink(swarm, engine, null).handshake(wire, handshake);
    }

    @Override
    public void message(Wire wire, Message message) {}

    @Override
    public void block(Wire wire, int piece, int offset, ByteBuffer data) {
      engine.wires().blocks().give(data);
    }

    @Override
    public void writable(Wire wire) {}

    @Override
    public void moved(Wire wire, long payloadUp, long wireUp, long payloadDown, long wireDown) {}

    @Override
    public void closed(@Nullable Wire wire, String reason) {}
  }
}
