package org.annals.node;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import org.annals.archiver.chunk.ChunkVerdict;
import org.annals.archiver.chunk.ChunkVerifier;
import org.annals.archiver.store.ChunkStore;
import org.annals.archiver.store.FileCheck;
import org.annals.keys.KeyStore;
import org.annals.keys.Secp256k1;
import org.annals.node.command.HomeCommands;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.node.community.HomeParts;
import org.annals.node.database.CatalogueFiles;
import org.annals.node.database.CatalogueTable;
import org.annals.node.database.ChannelTable;
import org.annals.node.database.CommunityRow;
import org.annals.node.database.CommunityTable;
import org.annals.node.database.LedgerTable;
import org.annals.node.database.NodeDatabase;
import org.annals.node.database.Settings;
import org.annals.node.database.TorrentTable;
import org.annals.node.database.TrafficTable;
import org.annals.node.event.EventLog;
import org.annals.node.home.Home;
import org.annals.node.home.HomeLock;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.CommandTable;
import org.annals.node.request.ErrorCode;
import org.annals.quota.UnlimitedStorage;
import org.annals.quota.UnlimitedTransferGate;

/**
 * A home, opened by this process alone: its lock, databases, keys and communities. Answers requests
 * by itself; a {@link RunningNode} adds the network.
 *
 * <p>Thread-safe. Opening brings disk and ledger in step, before anything is served or fetched.
 */
public final class OpenedHome implements AutoCloseable {
  private final HomeLock lock;
  private final NodeDatabase database;
  private final HomeParts parts;
  private final Communities communities = new Communities();

  private OpenedHome(HomeLock lock, NodeDatabase database, HomeParts parts) {
    this.lock = lock;
    this.database = database;
    this.parts = parts;
  }

  /**
   * Opens a home that was set up before.
   *
   * @throws CommandFailure when another process holds it
   * @throws IOException when something of it cannot be read; nothing stays open then
   */
  public static OpenedHome open(Home home) throws CommandFailure, IOException {
    home.create();
    HomeLock.Outcome outcome = HomeLock.take(home, ProcessHandle.current().pid());
    if (outcome instanceof HomeLock.Outcome.Busy busy) {
      throw locked(home, busy.holder());
    }
    HomeLock lock = ((HomeLock.Outcome.Held) outcome).lock();
    try {
      return open(home, lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static CommandFailure locked(Home home, long holder) {
    return new CommandFailure(
        ErrorCode.LOCKED,
        "The home at " + home.data() + " is in use.",
        holder == 0 ? "Another process holds it." : "The process " + holder + " holds it.",
        "Wait until it is done, or stop it" + (holder == 0 ? "." : " ('kill " + holder + "')."));
  }

  private static OpenedHome open(Home home, HomeLock lock) throws IOException {
    NodeDatabase database = NodeDatabase.open(home.nodeDatabase());
    try {
      HomeParts parts = parts(home, database);
      OpenedHome opened = new OpenedHome(lock, database, parts);
      for (CommunityRow row : parts.tables().communities().all()) {
        opened.communities.add(Community.open(parts, row));
        parts.store().reconcile(row.id(), fileCheck(parts));
      }
      return opened;
    } catch (IOException | RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private static HomeParts parts(Home home, NodeDatabase database) {
    Secp256k1 curve = Secp256k1.fastest();
    Clock clock = Clock.systemUTC();
    SecureRandom random = new SecureRandom();
    UnlimitedStorage storage = new UnlimitedStorage();
    LedgerTable ledger = new LedgerTable(database);
    CatalogueTable catalogues =
        new CatalogueTable(
            database,
            id ->
                new CatalogueFiles(
                    home.community(id).resolve("catalogues"), id.account(), storage));
    return new HomeParts(
        home,
        new HomeParts.Tables(
            new Settings(database),
            new CommunityTable(database),
            new ChannelTable(database),
            catalogues,
            ledger,
            new TorrentTable(database),
            new TrafficTable(database)),
        new ChunkStore(home.communities(), ledger, storage, clock),
        new KeyStore(home.keys(), curve, random),
        curve,
        clock,
        System::nanoTime,
        random,
        new UnlimitedTransferGate(),
        storage,
        new EventLog(home.logs()));
  }

  /** Judges chunk files by all of their bytes. */
  public static FileCheck fileCheck(HomeParts parts) {
    ChunkVerifier verifier = new ChunkVerifier(parts.curve());
    return (entry, file) -> {
      ChunkVerdict verdict = verifier.verify(file, entry.community(), entry.chunk());
      if (verdict instanceof ChunkVerdict.Rejected rejected) {
        return new FileCheck.Damaged(rejected.reason());
      }
      return verdict instanceof ChunkVerdict.Verified
          ? new FileCheck.Good()
          : new FileCheck.Unsupported();
    };
  }

  /** What its communities share. */
  HomeParts parts() {
    return parts;
  }

  /** Its communities. */
  Communities communities() {
    return communities;
  }

  /** Everything that it can be asked without a network. */
  public CommandTable commands() {
    return new CommandTable(HomeCommands.all(parts, communities));
  }

  @Override
  public void close() throws IOException {
    try (lock;
        database;
        communities) {
      // Closes in reverse order: communities, database, lock.
      return;
    }
  }
}
