package org.annals.seeder.bittorrent;

import bt.metainfo.TorrentId;
import bt.protocol.Handshake;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.annals.archiver.InfoHash;
import org.annals.archiver.PeerAddress;
import org.annals.archiver.torrent.TorrentInfo;
import org.annals.quota.Account;
import org.annals.quota.Direction;
import org.annals.quota.Reservation;
import org.annals.quota.ReserveOutcome;
import org.annals.quota.StorageKind;
import org.annals.seeder.ArchiveTransport.FetchFailure;
import org.annals.seeder.ArchiveTransport.FetchListener;
import org.annals.seeder.ArchiveTransport.Order;
import org.annals.seeder.ArchiveTransport.Seed;
import org.annals.seeder.ArchiveTransport.TransferStatus;
import org.jspecify.annotations.Nullable;

/**
 * One file and the peers that have or want it: from the order by way of its metadata and pieces to
 * serving. Confined to the loop, except where a method says otherwise.
 */
final class Swarm implements Fetching.Outcome {
  private static final int LONGEST_METADATA = 256 * 1024;
  private static final long BOTH_COMPLETE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Engine engine;
  private final InfoHash infoHash;
  private final TorrentId torrentId;
  private final Account account;
  private final String name;
  private final long size;
  private final SwarmPeers peers;
  private final AtomicLong upPayload = new AtomicLong();
  private final AtomicLong downPayload = new AtomicLong();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private final @Nullable ExpectedInfo expected;
  private @Nullable FetchListener listener;
  private @Nullable MetadataFetch metadata;
  private @Nullable TorrentInfo info;
  private @Nullable PieceMap pieces;
  private @Nullable Fetching fetching;
  private Path path;
  private boolean finishing;
  private boolean ended;
  private long completeSince;
  private volatile long haveBytes;
  private volatile boolean complete;

  private Swarm(
      Engine engine,
      InfoHash infoHash,
      Account account,
      String name,
      long size,
      Path path,
      @Nullable ExpectedInfo expected) {
    this.engine = engine;
    this.infoHash = infoHash;
    this.torrentId = TorrentId.fromBytes(infoHash.toBytes());
    this.account = account;
    this.name = name;
    this.size = size;
    this.path = path;
    this.expected = expected;
    this.peers = new SwarmPeers(this, engine);
  }

  /** A file that is complete. Any thread. */
  static Swarm seeding(Engine engine, Seed seed) {
    TorrentInfo info = seed.info();
    Swarm swarm =
        new Swarm(
            engine, info.infoHash(), seed.account(), info.name(), info.length(), seed.file(), null);
    swarm.haveBytes = info.length();
    swarm.complete = true;
    return swarm;
  }

  /** A file that is wanted. Any thread. */
  static Swarm wanted(Engine engine, Order order, FetchListener listener) {
    Swarm swarm =
        new Swarm(
            engine,
            order.infoHash(),
            order.account(),
            order.name(),
            order.size(),
            order.target(),
            new ExpectedInfo(order));
    swarm.listener = listener;
    return swarm;
  }

  // ---- any thread

  TransferStatus status() {
    return new TransferStatus(
        infoHash, size, haveBytes, complete, peers.connected(), upPayload.get(), downPayload.get());
  }

  List<PeerAddress> connectedPeers() {
    return peers.addresses();
  }

  Account account() {
    return account;
  }

  String name() {
    return name;
  }

  InfoHash infoHash() {
    return infoHash;
  }

  TorrentId torrentId() {
    return torrentId;
  }

  CompletableFuture<Void> stopped() {
    return stopped;
  }

  // ---- beginnings

  void beginSeeding(Seed seed) {
    if (!ended) {
      serve(seed.info(), seed.file());
    }
  }

  void beginFetching(Collection<PeerAddress> named) {
    addPeers(named);
    engine
        .lanes()
        .run(
            infoHash,
            () -> {
              try {
                Optional<PieceRecord> record = PieceRecord.read(path, infoHash);
                engine.loop().execute(() -> recordRead(record));
              } catch (IOException e) {
                engine.loop().execute(() -> recordUnreadable(e));
              } catch (RuntimeException e) {
                Wires.LOG.warn("the record of a partial file is damaged: {}", e.toString());
                engine.loop().execute(() -> recordRead(Optional.empty()));
              }
            });
  }

  /** Without its record a file would be begun anew, and what was fetched may be whole. */
  private void recordUnreadable(IOException cause) {
    if (!ended) {
      failed(Fetching.failure(cause));
    }
  }

  private void recordRead(Optional<PieceRecord> record) {
    ExpectedInfo wanted = expected;
    if (ended || wanted == null || info != null) {
      return;
    }
    boolean usable =
        record.isPresent()
            && ExpectedInfo.named(record.get().dictionary(), infoHash)
            && wanted.mismatch(record.get().dictionary()).isEmpty();
    if (usable) {
      describe(wanted.info(record.get().dictionary()), record);
    } else {
      metadata = new MetadataFetch(infoHash, Math.max(LONGEST_METADATA, wanted.length()));
      peers.wake();
      dial(engine.loop().now());
    }
  }

  /** The dictionary that the info hash names has come. */
  void dictionary(byte[] bytes) {
    ExpectedInfo wanted = expected;
    if (ended || info != null || wanted == null) {
      return;
    }
    metadata = null;
    Optional<String> mismatch = wanted.mismatch(bytes);
    if (mismatch.isPresent()) {
      failed(new FetchFailure.Rejected(mismatch.get()));
      return;
    }
    describe(wanted.info(bytes), Optional.empty());
  }

  private void describe(TorrentInfo known, Optional<PieceRecord> record) {
    try {
      if (record.isEmpty()) {
        engine.storage().freed(account, StorageKind.PARTIAL, PartialFile.drop(path));
      }
      long missing = PartialFile.toReserve(known, path);
      ReserveOutcome outcome = engine.storage().reserve(account, StorageKind.PARTIAL, missing);
      if (outcome instanceof ReserveOutcome.Refused refused) {
        failed(new FetchFailure.NoRoom(refused.reason()));
      } else if (outcome instanceof ReserveOutcome.Granted granted) {
        begin(known, record, granted.reservation());
      }
    } catch (IOException e) {
      failed(Fetching.failure(e));
    }
  }

  private void begin(TorrentInfo known, Optional<PieceRecord> record, Reservation reservation) {
    BitSet have = record.map(PieceRecord::have).orElseGet(BitSet::new);
    try {
      PartialFile file = PartialFile.open(known, path, (BitSet) have.clone(), reservation);
      fetching = new Fetching(engine, infoHash, file, this);
    } catch (IOException e) {
      reservation.close();
      failed(Fetching.failure(e));
      return;
    }
    know(known, have);
    dial(engine.loop().now());
    finishIfComplete();
  }

  private void know(TorrentInfo known, BitSet have) {
    info = known;
    metadata = null;
    engine.parts().torrents().describe(torrentId, new DescribedTorrent(known));
    PieceMap map = new PieceMap(known.length(), known.pieceLength(), have, engine.random());
    pieces = map;
    haveBytes = map.haveBytes();
    peers.forEach(link -> link.piecesKnown(map.count()));
  }

  private void serve(TorrentInfo known, Path file) {
    path = file;
    int count = PieceMap.count(known.length(), known.pieceLength());
    BitSet all = new BitSet();
    all.set(0, count);
    if (info == null) {
      know(known, all);
    }
    complete = true;
    completeSince = engine.loop().now();
  }

  /** Serves from another path from now on; connections stay. */
  void repoint(Seed seed) {
    if (ended) {
      return;
    }
    closeHandle();
    Path old = path;
    PieceMap map = pieces;
    Fetching unfinished = fetching;
    fetching = null;
    listener = null;
    serve(seed.info(), seed.file());
    if (unfinished != null) {
      peers.forEach(PeerLink::nothingWanted);
      unfinished.close(() -> {});
      BitSet have = map == null ? new BitSet() : map.have();
      for (int i = 0; map != null && i < map.count(); i++) {
        map.verified(i);
        if (!have.get(i)) {
          peers.announce(i);
        }
      }
      haveBytes = size;
    } else if (!old.equals(path)) {
      engine.lanes().run(infoHash, () -> deleteRecord(old));
    }
    peers.wake();
  }

  private void deleteRecord(Path target) {
    try {
      engine.storage().freed(account, StorageKind.PARTIAL, PieceRecord.delete(target));
    } catch (IOException e) {
      Wires.LOG.warn("cannot delete the record of {}: {}", target, e.toString());
    }
  }

  // ---- peers

  /** Somebody named peers that may have the file. */
  void addPeers(Collection<PeerAddress> named) {
    peers.add(named);
    dial(engine.loop().now());
  }

  private void dial(long now) {
    if (!ended) {
      peers.dial(now, !complete);
    }
  }

  SwarmPeers peers() {
    return peers;
  }

  /** Whether a connection may take part, now that both sides have shaken hands. */
  boolean admit(PeerLink link, Wire wire, Handshake handshake) {
    return peers.admit(link, wire, handshake, !ended);
  }

  void left(PeerLink link, String reason) {
    MetadataFetch fetch = metadata;
    if (fetch != null) {
      fetch.leave(link);
    }
    peers.left(link);
    if (Wires.LOG.isDebugEnabled()) {
      Wires.LOG.debug("{}: connection with {} has ended: {}", name, link.address(), reason);
    }
    if (fetch != null || fetching != null) {
      peers.wake();
    }
  }

  /** A peer named further peers. */
  void exchanged(Exchange exchange) {
    if (!complete && engine.settings().peerExchange()) {
      addPeers(exchange.added());
    }
  }

  // ---- what connections ask

  @Nullable PieceMap pieces() {
    return pieces;
  }

  @Nullable MetadataFetch metadata() {
    return metadata;
  }

  int expectedMetadata() {
    return expected == null ? 0 : expected.length();
  }

  /** Whether blocks are being asked for. */
  boolean fetching() {
    return fetching != null && !finishing && !complete;
  }

  @Nullable TorrentInfo info() {
    return info;
  }

  void read(long position, ByteBuffer into) throws IOException {
    Fetching unfinished = fetching;
    if (unfinished != null) {
      OpenFiles.readFully(unfinished.file().channel(), position, into);
    } else {
      engine.files().read(infoHash, path, position, into);
    }
  }

  void moved(long payloadUp, long wireUp, long payloadDown, long wireDown) {
    if (payloadUp + wireUp > 0) {
      upPayload.addAndGet(payloadUp);
      engine.gate().moved(account, Direction.UP, payloadUp, wireUp);
    }
    if (payloadDown + wireDown > 0) {
      downPayload.addAndGet(payloadDown);
      engine.gate().moved(account, Direction.DOWN, payloadDown, wireDown);
    }
  }

  // ---- pieces

  void arrived(PeerLink link, Block block, ByteBuffer data) {
    PieceMap map = pieces;
    Fetching unfinished = fetching;
    PieceMap.Arrival arrival =
        map == null || unfinished == null ? PieceMap.Arrival.UNWANTED : map.arrived(block, link);
    if (map == null || unfinished == null || arrival == PieceMap.Arrival.UNWANTED) {
      engine.wires().blocks().give(data);
      return;
    }
    peers.arrived(link, block, map.askedTwice(block));
    unfinished.write(block, data, arrival == PieceMap.Arrival.LAST);
  }

  @Override
  public void verified(int piece) {
    PieceMap map = pieces;
    if (map == null) {
      return;
    }
    peers.useful(map.verified(piece));
    haveBytes = map.haveBytes();
    peers.announce(piece);
    finishIfComplete();
  }

  @Override
  public void broken(int piece) {
    PieceMap map = pieces;
    if (map == null) {
      return;
    }
    peers.wrong(map.broken(piece));
    peers.wake();
  }

  private void finishIfComplete() {
    PieceMap map = pieces;
    Fetching unfinished = fetching;
    if (map != null && unfinished != null && !finishing && map.complete()) {
      finishing = true;
      unfinished.finish();
    }
  }

  @Override
  public void finished() {
    Fetching done = fetching;
    TorrentInfo known = info;
    FetchListener told = listener;
    if (done == null || known == null || ended) {
      return;
    }
    try {
      engine.files().keep(infoHash, done.file().channel());
    } catch (IOException e) {
      Wires.LOG.debug("closing an older handle failed", e);
    }
    fetching = null;
    listener = null;
    complete = true;
    completeSince = engine.loop().now();
    peers.wake();
    if (told != null) {
      told.completed(known, path);
    }
  }

  @Override
  public void failed(FetchFailure failure) {
    FetchListener told = listener;
    listener = null;
    stop(
        () -> {
          if (told != null) {
            told.failed(failure);
          }
        });
  }

  /** Lets all connections produce, when blocks are being asked for. */
  void wake() {
    if (fetching != null) {
      peers.wake();
    }
  }

  // ---- time and end

  /** Returns whether anything waits for time to pass. */
  boolean tick(long now) {
    if (ended) {
      return false;
    }
    dial(now);
    if (peers.isEmpty() && complete) {
      return peers.untried();
    }
    Fetching unfinished = fetching;
    PieceMap map = pieces;
    if (unfinished != null && map != null) {
      unfinished.tick(now, map);
    }
    boolean wake = unfinished != null || metadata != null;
    peers.forEach(link -> tick(link, now, wake));
    return !complete || peers.untried();
  }

  private void tick(PeerLink link, long now, boolean wake) {
    link.tick(now);
    if (wake) {
      link.wake();
    }
    PieceMap map = pieces;
    if (complete
        && map != null
        && link.theirs().cardinality() == map.count()
        && now - Math.max(completeSince, link.since()) > BOTH_COMPLETE_NANOS) {
      link.close("both sides are complete");
    }
  }

  /** Ends the swarm; {@link #stopped} completes after the last handle is closed. */
  void stop(Runnable then) {
    if (ended) {
      then.run();
      return;
    }
    ended = true;
    peers.forEach(link -> link.close("the file is no longer shared"));
    closeHandle();
    engine.parts().stopped(torrentId);
    Fetching unfinished = fetching;
    if (unfinished == null) {
      onEnd(then);
    } else {
      unfinished.close(() -> onEnd(then));
    }
  }

  private void onEnd(Runnable then) {
    stopped.complete(null);
    then.run();
  }

  private void closeHandle() {
    try {
      engine.files().close(infoHash);
    } catch (IOException e) {
      Wires.LOG.debug("closing a file failed", e);
    }
  }
}
