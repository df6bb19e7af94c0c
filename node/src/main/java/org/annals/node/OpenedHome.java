package org.annals.node;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.annals.archiver.CommunityId;
import org.annals.archiver.chunk.ChunkVerdict;
import org.annals.archiver.chunk.ChunkVerifier;
import org.annals.archiver.store.ChunkStore;
import org.annals.archiver.store.FileCheck;
import org.annals.archiver.store.ReconcileReport;
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
import org.annals.node.database.LimitTable;
import org.annals.node.database.NodeDatabase;
import org.annals.node.database.RememberedLedger;
import org.annals.node.database.RemovedMessageTable;
import org.annals.node.database.Settings;
import org.annals.node.database.TorrentTable;
import org.annals.node.database.TrafficTable;
import org.annals.node.event.EventLog;
import org.annals.node.home.Home;
import org.annals.node.home.HomeLock;
import org.annals.node.limit.Enforcers;
import org.annals.node.limit.LimitsInForce;
import org.annals.node.limit.RuntimeCpu;
import org.annals.node.measure.Traffic;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.CommandTable;
import org.annals.node.request.ErrorCode;
import org.annals.node.run.Lanes;
import org.annals.quota.Account;
import org.annals.quota.RateLimits;
import org.annals.quota.StorageCap;
import org.annals.quota.StorageReservations;
import org.annals.quota.rate.FairTransferGate;
import org.annals.quota.storage.CappedStorage;
import org.annals.quota.work.WorkGate;
import org.annals.quota.work.WorkLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A home, opened by this process alone: its lock, databases, keys and communities. Answers requests
 * by itself; a {@link RunningNode} adds the network.
 *
 * <p>Thread-safe. Opening brings disk and ledger in step, before anything is served or fetched.
 */
public final class OpenedHome implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OpenedHome.class);
  private static final long IDLE_SECONDS = 20;

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
   * The time by which a home lives.
   *
   * @param ticker monotonic nanoseconds
   * @param zone whose wall clock, days and months people mean
   * @param timer on which waiting transfers get leave
   */
  record Times(Clock clock, LongSupplier ticker, ZoneId zone, ScheduledExecutorService timer) {
    static final Times SYSTEM =
        new Times(Clock.systemUTC(), System::nanoTime, ZoneId.systemDefault(), timers());
  }

  /**
   * Opens a home that was set up before.
   *
   * @throws CommandFailure when another process holds it
   * @throws IOException when something of it cannot be read; nothing stays open then
   */
  public static OpenedHome open(Home home) throws CommandFailure, IOException {
    return open(home, Times.SYSTEM);
  }

  static OpenedHome open(Home home, Times times) throws CommandFailure, IOException {
    home.create();
    HomeLock.Outcome outcome = HomeLock.take(home, ProcessHandle.current().pid());
    if (outcome instanceof HomeLock.Outcome.Busy busy) {
      throw locked(home, busy.holder());
    }
    HomeLock lock = ((HomeLock.Outcome.Held) outcome).lock();
    try {
      return open(home, lock, times);
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

  private static OpenedHome open(Home home, HomeLock lock, Times times) throws IOException {
    CappedStorage storage = new CappedStorage();
    NodeDatabase database = NodeDatabase.open(home.nodeDatabase(), storage);
    try {
      OpenedHome opened = new OpenedHome(lock, database, parts(home, database, storage, times));
      try {
        opened.openCommunities();
        return opened;
      } catch (IOException | RuntimeException e) {
        opened.communities.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private void openCommunities() throws IOException {
    new Leftovers(parts).countSmallFiles();
    for (CommunityRow row : parts.tables().communities().all()) {
      communities.add(Community.open(parts, row));
      ReconcileReport report = parts.store().reconcile(row.id(), fileCheck(parts));
      report.damaged().forEach(each -> log.warn("{}; it is fetched again", each.describe()));
      report.missing().forEach(each -> log.warn("the file of chunk {} is gone", each.chunk()));
    }
    new Leftovers(parts).clear(communities);
    long excess = parts.storage().occupancy().node().excess();
    if (excess > 0) {
      database.giveBack(excess);
    }
  }

  private static HomeParts parts(
      Home home, NodeDatabase database, CappedStorage storage, Times times) throws IOException {
    FairTransferGate gate = new FairTransferGate(times.ticker(), times.timer());
    WorkGate work = workGate(times);
    Traffic traffic =
        new Traffic(
            new TrafficTable(database),
            gate,
            home.measure(),
            storage,
            new Traffic.Times(times.clock(), times.ticker(), times.zone()));
    LimitsInForce limits =
        new LimitsInForce(
            new LimitTable(database),
            new Settings(database),
            times.clock(),
            times.zone(),
            account -> traffic.month(account).wire(),
            enforcers(gate, storage, work));
    Secp256k1 curve = Secp256k1.fastest();
    SecureRandom random = new SecureRandom();
    RememberedLedger ledger = new RememberedLedger(new LedgerTable(database));
    return new HomeParts(
        home,
        new HomeParts.Tables(
            new Settings(database),
            new CommunityTable(database),
            new ChannelTable(database),
            new CatalogueTable(database, id -> catalogueFiles(home, id, storage)),
            ledger,
            new TorrentTable(database),
            new RemovedMessageTable(database)),
        new ChunkStore(home.communities(), ledger, storage, times.clock()),
        new KeyStore(home.keys(), curve, random),
        curve,
        times.clock(),
        times.ticker(),
        random,
        gate,
        storage,
        limits,
        work,
        traffic,
        verifiers(),
        new EventLog(home.logs(), storage, () -> eventBytes(storage.caps().node())));
  }

  /** Events are not worth much of what history could have. */
  private static long eventBytes(StorageCap node) {
    long most = 8 << 20;
    return node instanceof StorageCap.Limited limited
        ? Math.min(most, limited.bytes() / 128)
        : most;
  }

  private static Enforcers enforcers(FairTransferGate gate, CappedStorage storage, WorkGate work) {
    return new Enforcers() {
      @Override
      public void rates(RateLimits node, Map<Account, RateLimits> communities) {
        gate.limits(node, communities);
      }

      @Override
      public void exemptLocal(boolean exempt) {
        gate.exemptLocal(exempt);
      }

      @Override
      public void caps(StorageCap node, Map<Account, StorageCap> communities) {
        storage.caps(node, communities);
      }

      @Override
      public void work(WorkLimits limits) {
        work.limits(limits);
      }
    };
  }

  private static WorkGate workGate(Times times) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return new WorkGate(
        times.ticker(),
        new WorkGate.Processor(threads::getCurrentThreadCpuTime, new RuntimeCpu(times.ticker())),
        TimeUnit.NANOSECONDS::sleep);
  }

  private static CatalogueFiles catalogueFiles(
      Home home, CommunityId id, StorageReservations storage) {
    return new CatalogueFiles(home.community(id).resolve("catalogues"), id.account(), storage);
  }

  /** One thread that comes with the first delay and goes when there has been none for a while. */
  private static ScheduledExecutorService timers() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1, Lanes.named("transfer-leave"));
    timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  /** Threads that come with the work and go when there has been none for a while. */
  private static ExecutorService verifiers() {
    int cores = Runtime.getRuntime().availableProcessors();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            cores,
            cores,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Lanes.named("verify"));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Judges chunk files by all of their bytes. */
  public static FileCheck fileCheck(HomeParts parts) {
    ChunkVerifier verifier = new ChunkVerifier(parts.curve(), parts.work());
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

  /** Closes communities, then the database, then gives the lock back. */
  @Override
  public void close() throws IOException {
    Traffic traffic = parts.traffic();
    try (lock;
        database;
        traffic;
        communities) {
      parts.gate().close();
      parts.verifiers().shutdownNow();
    }
  }
}
