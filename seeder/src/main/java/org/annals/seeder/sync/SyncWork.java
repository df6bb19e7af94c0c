package org.annals.seeder.sync;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.annals.archiver.PeerAddress;
import org.annals.archiver.torrent.TorrentInfo;
import org.annals.seeder.ArchiveTransport.FetchFailure;

/**
 * What {@link ArchiveSync} needs from the node. All but {@link #adopt} and {@link #discard} are
 * called on the sync loop and must return at once.
 */
public interface SyncWork {
  /** All listed chunks of all enabled communities, with what the ledger says now. */
  Collection<Listed> listed();

  /** Where the partial file goes; its directory exists. The same for every attempt. */
  Path incoming(SyncTarget target);

  /** Known holders, may be empty. */
  List<PeerAddress> peers(SyncTarget target);

  /**
   * Verifies a fetched file and keeps it: renamed to its place, recorded as held before this
   * returns. Called on a verifier thread; what it throws counts as {@link Adoption.Troubled}.
   */
  Adoption adopt(SyncTarget target, TorrentInfo info, Path file);

  /** A fetch has ended without success. */
  void failed(SyncTarget target, FetchFailure failure);

  /** Throws a rejected file away; nothing serves it any more. Called on a verifier thread. */
  void discard(SyncTarget target, Path file);
}
