package org.annals.node.community;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;
import org.annals.archiver.store.ChunkStore;
import org.annals.keys.AnnalsSignatures;
import org.annals.keys.KeyStore;
import org.annals.keys.Secp256k1;
import org.annals.node.database.CatalogueTable;
import org.annals.node.database.ChannelTable;
import org.annals.node.database.CommunityTable;
import org.annals.node.database.RememberedLedger;
import org.annals.node.database.RemovedMessageTable;
import org.annals.node.database.Settings;
import org.annals.node.database.TorrentTable;
import org.annals.node.event.EventLog;
import org.annals.node.home.Home;
import org.annals.node.limit.LimitsInForce;
import org.annals.node.measure.Traffic;
import org.annals.quota.rate.FairTransferGate;
import org.annals.quota.storage.CappedStorage;
import org.annals.quota.work.WorkGate;

/**
 * What all communities of an opened home share.
 *
 * @param ticker monotonic nanoseconds
 * @param verifiers threads that check signatures, as many as there are cores
 */
public record HomeParts(
    Home home,
    Tables tables,
    ChunkStore store,
    KeyStore keys,
    Secp256k1 curve,
    Clock clock,
    LongSupplier ticker,
    SecureRandom random,
    FairTransferGate gate,
    CappedStorage storage,
    LimitsInForce limits,
    WorkGate work,
    Traffic traffic,
    ExecutorService verifiers,
    EventLog events) {

  /** The tables of the node's database. */
  public record Tables(
      Settings settings,
      CommunityTable communities,
      ChannelTable channels,
      CatalogueTable catalogues,
      RememberedLedger ledger,
      TorrentTable torrents,
      RemovedMessageTable removedMessages) {}

  /** Annals' own signatures. */
  public AnnalsSignatures signatures() {
    return new AnnalsSignatures(curve);
  }
}
