package org.annals.seeder;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.annals.archiver.InfoHash;
import org.annals.archiver.PeerAddress;
import org.annals.archiver.torrent.TorrentInfo;
import org.annals.quota.Account;

/**
 * Fetches and serves immutable files, each known by its info hash.
 *
 * <ul>
 *   <li>A fetch asks for no piece before name and size were compared with the order.
 *   <li>Checked pieces are on disk, are served while the rest is still coming, and are not fetched
 *       again after a restart.
 *   <li>Every path that writes holds a reservation; every transfer passes the gate.
 * </ul>
 *
 * <p>Thread-safe. Trust does not rest on the transport: what it fetched is verified by the caller.
 */
public interface ArchiveTransport extends AutoCloseable {

  /**
   * Serves a complete file. Bytes are not hashed again: the caller vouches for them. When the same
   * file is being fetched or was fetched to another path, serving goes on from the new path and
   * connections stay open.
   */
  void seed(Seed seed);

  /**
   * Fetches a file. Does nothing when the info hash is already fetched or served.
   *
   * @param listener called on the transport's threads; must return at once
   */
  void fetch(Order order, FetchListener listener);

  /**
   * Names further peers for a file that is fetched or served. May be repeated with the same ones.
   */
  void addPeers(InfoHash file, Collection<PeerAddress> peers);

  /**
   * Stops serving or fetching. After the returned future completes, no handle on the file is open
   * and the same info hash may be used again. A partial file stays, for a later fetch.
   */
  CompletableFuture<Void> stop(InfoHash file);

  /** State of one file. */
  Optional<TransferStatus> status(InfoHash file);

  /** States of all files. */
  List<TransferStatus> statuses();

  /** Listening addresses of peers that are connected for this file now. */
  List<PeerAddress> connectedPeers(InfoHash file);

  /** Port on which other peers may connect, 0 when there is none. */
  int port();

  /** Stops everything, in bounded time. Idempotent. */
  @Override
  void close();

  /**
   * A complete file.
   *
   * @param account whose bytes its transfers are
   */
  record Seed(TorrentInfo info, Path file, Account account) {}

  /**
   * A wanted file.
   *
   * @param name the only acceptable name in its metadata
   * @param size the only acceptable length, bytes
   * @param target where it goes; its directory exists. Records about a partial file are kept beside
   *     it, with names that begin with the target's.
   * @param peers known holders, may be empty
   */
  record Order(
      InfoHash infoHash,
      String name,
      long size,
      Path target,
      Account account,
      List<PeerAddress> peers) {
    public Order {
      peers = List.copyOf(peers);
    }
  }

  /** What becomes of a fetch: at most one of completed and failed is called, once. */
  interface FetchListener {
    /** All pieces are there, checked and durable; it is being served. */
    void completed(TorrentInfo info, Path file);

    /** The fetch has ended; what was checked stays on disk unless the reason says otherwise. */
    void failed(FetchFailure failure);
  }

  /** Why a fetch ended. */
  sealed interface FetchFailure {
    /** Its metadata names another file, size or piece length than ordered. Never retried. */
    record Rejected(String reason) implements FetchFailure {}

    /** The caps leave no room. */
    record NoRoom(String reason) implements FetchFailure {}

    /** The disk failed, or is full. */
    record Disk(String reason) implements FetchFailure {}
  }

  /**
   * What goes on with one file.
   *
   * @param have bytes that are checked and on disk
   * @param seeding whether it is complete
   * @param peers connections now
   * @param upPayload bytes sent since it was added
   * @param downPayload bytes received since it was added
   */
  record TransferStatus(
      InfoHash infoHash,
      long size,
      long have,
      boolean seeding,
      int peers,
      long upPayload,
      long downPayload) {}
}
