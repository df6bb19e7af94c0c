package org.annals.node.run;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.annals.archiver.InfoHash;
import org.annals.archiver.PeerAddress;
import org.annals.archiver.chunk.ChunkVerifier;
import org.annals.archiver.seal.ClockCheck;
import org.annals.archiver.seal.SealingSchedule;
import org.annals.archiver.store.LedgerEntry;
import org.annals.node.NodeOptions;
import org.annals.node.command.HomeCommands;
import org.annals.node.command.LiveNode;
import org.annals.node.community.Communities;
import org.annals.node.community.Community;
import org.annals.node.community.HomeParts;
import org.annals.node.community.RemovedChunks;
import org.annals.node.owner.OwnerWork;
import org.annals.node.owner.PackSummary;
import org.annals.node.owner.Packing;
import org.annals.node.request.CommandFailure;
import org.annals.node.request.CommandTable;
import org.annals.quota.storage.Caps;
import org.annals.seeder.ArchiveTransport;
import org.annals.seeder.sync.ArchiveSync;
import org.annals.seeder.sync.SyncPlanner;
import org.annals.seeder.sync.SyncSettings;
import org.annals.seeder.sync.SyncStatus;
import org.annals.seeder.sync.SyncThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a node: network, sync, import, and what runs for each community. Thread-safe. */
public final class NodeRun implements LiveNode, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NodeRun.class);
  private static final Duration SYNC_TICK = Duration.ofMillis(500);
  private static final Duration COUNT_EVERY = Duration.ofSeconds(1);
  private static final Duration SAVE_EVERY = Duration.ofSeconds(2);
  private static final Duration TIDY_EVERY = Duration.ofSeconds(30);
  private static final Duration ANNOUNCE_EVERY = Duration.ofSeconds(30);
  private static final Duration NOTE_EVERY = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final HomeParts parts;
  private final Communities communities;
  private final Lanes lanes;
  private final Network network;
  private final Surroundings surroundings;
  private final ServedFiles served;
  private final Optional<AnnouncedKeys> announced;
  private final HomeRoom room;
  private final ImportLane imports;
  private final RemovedChunks removed;
  private final Forgetting forgetting;
  private final FetchFailures failures;
  private final FirstListening listening;
  private final ArchiveSync sync;
  private final Counting counting;
  private final CommunityLoops loops;
  private final List<ScheduledFuture<?>> repeated = new CopyOnWriteArrayList<>();

  private NodeRun(HomeParts parts, Communities communities, Lanes lanes, Network network)
      throws IOException {
    this.parts = parts;
    this.communities = communities;
    this.lanes = lanes;
    this.network = network;
    Holders holders = new Holders(network.mayDial());
    this.surroundings =
        new Surroundings(
            lanes.loop(), lanes.lanes(), parts.clock(), parts.random(), parts.events());
    this.listening = new FirstListening(surroundings, this::listingChanged);
    this.served = new ServedFiles(communities, network.transport(), listening::isOver);
    this.room =
        new HomeRoom(
            parts,
            communities,
            surroundings,
            file -> network.transport().status(file).isPresent(),
            this::stopFile,
            new RoomListening());
    Optional<Instant> lastRunning =
        parts.tables().settings().get("node.last-running").map(Instant::parse);
    ClockCheck clockCheck = new ClockCheck(parts.clock(), parts.ticker(), lastRunning);
    this.loops =
        new CommunityLoops(
            parts,
            network,
            surroundings,
            holders,
            room,
            listening,
            new Packing(parts, new SealingSchedule(parts.clock(), clockCheck)),
            new LoopListening());
    this.announced =
        network
            .hashTable()
            .map(
                table ->
                    new AnnouncedKeys(
                        communities, table, network, listening::isOver, loops::holderFound));
    this.imports = new ImportLane(communities, surroundings, this::giveUp, room);
    this.removed =
        new RemovedChunks(
            communities,
            parts.clock(),
            new RemovedChunks.Disk(room.partials(), room::makeRoomToRemove),
            this::stopServing);
    this.forgetting = new Forgetting(communities, surroundings);
    this.failures = new FetchFailures(communities, parts.clock());
    ChunkIntake intake =
        new ChunkIntake(
            communities,
            holders,
            new ChunkVerifier(parts.curve(), parts.work()),
            surroundings,
            community -> imports.wake(),
            listening::isOver,
            room);
    this.sync =
        new ArchiveSync(
            network.transport(),
            new SyncPlanner(SyncSettings.DEFAULT, parts.random(), room.admission()),
            intake,
            new SyncThreads(lanes.loop(), lanes.verifiers(), parts.ticker(), SYNC_TICK));
    this.counting = new Counting(parts, communities, clockCheck, this::retry);
  }

  /** Starts everything on sockets and threads; when it fails, nothing keeps running. */
  public static NodeRun start(HomeParts parts, Communities communities, NodeOptions options)
      throws CommandFailure, IOException {
    Lanes lanes = Lanes.threads();
    try {
      return on(parts, communities, NetworkStart.start(parts, communities, lanes, options), lanes);
    } catch (CommandFailure | IOException | RuntimeException e) {
      lanes.close();
      throw e;
    }
  }

  /** Starts on this network and these threads, which are closed with it, or when it fails. */
  public static NodeRun on(HomeParts parts, Communities communities, Network network, Lanes lanes)
      throws IOException {
    try {
      NodeRun run = new NodeRun(parts, communities, lanes, network);
      run.begin();
      return run;
    } catch (IOException | RuntimeException e) {
      network.close();
      lanes.close();
      throw e;
    }
  }

  private void begin() {
    network.neighbours().answerWith(new NeighbourAnswers(communities, network.transport())::answer);
    network.neighbours().onConnected(loops::askAllSoon);
    sync.start();
    for (Community each : communities.all()) {
      changed(each);
    }
    room.tidySoon();
    imports.wake();
    repeat(NOTE_EVERY, this::noteFailures);
    repeat(COUNT_EVERY, counting::count);
    repeat(SAVE_EVERY, counting::save);
    announced.ifPresent(
        keys -> repeat(ANNOUNCE_EVERY, () -> lanes.lanes().execute(keys::reconcile)));
    repeat(TIDY_EVERY, () -> lanes.lanes().execute(this::tidy));
  }

  private void repeat(Duration every, Runnable what) {
    long millis = every.toMillis();
    repeated.add(lanes.loop().scheduleWithFixedDelay(what, millis, millis, TimeUnit.MILLISECONDS));
  }

  private void tidy() {
    removed.tidy();
    forgetting.run();
    room.tidy();
  }

  /** Who waits for room, or for a disk that takes bytes. */
  private final class RoomListening implements HomeRoom.Listener {
    @Override
    public void roomFound() {
      sync.refresh();
      sync.roomFound();
      imports.retry();
    }

    @Override
    public void pause() {
      sync.pause();
      imports.pause();
    }

    @Override
    public void resume() {
      imports.resume();
      sync.resume();
    }
  }

  @Override
  public void changed(Community community) {
    lanes.loop().execute(() -> apply(community));
  }

  private void apply(Community community) {
    loops.apply(community);
    listingChanged(community);
  }

  private void listingChanged(Community community) {
    log.debug("what {} lists has changed", community.id());
    sync.refresh();
    lanes
        .lanes()
        .execute(
            () -> {
              removed.tidy();
              announced.ifPresent(AnnouncedKeys::reconcile);
              var unused =
                  served.reconcile().thenRunAsync(() -> pruneCatalogues(community), lanes.lanes());
              imports.wake();
            });
  }

  /** What the communities' loops find. */
  private final class LoopListening implements CommunityLoops.Listener {
    @Override
    public void listingChanged(Community community) {
      NodeRun.this.listingChanged(community);
    }

    @Override
    public void holdersFound(Community community) {
      sync.peersFound(community.id());
    }

    @Override
    public void serve() {
      var unused = served.reconcile();
    }
  }

  private void pruneCatalogues(Community community) {
    try {
      community.catalogues().prune();
    } catch (IOException | RuntimeException e) {
      // Tried again at the next change and at the next start.
      log.error("old catalogues of {} could not be deleted", community.id(), e);
    }
  }

  /** Why fetches fail is kept in the ledger, where every command finds it. */
  private void noteFailures() {
    var unused =
        sync.statuses()
            .whenComplete(
                (statuses, trouble) -> {
                  if (trouble == null) {
                    failures.note(statuses);
                  }
                });
  }

  @Override
  public PackSummary pack(Community community, Packing.Order order, Packing.WindowListener listener)
      throws CommandFailure, InterruptedException {
    return loops.owner(community).pack(order, listener);
  }

  @Override
  public <T> T asOwner(Community community, OwnerWork<T> work)
      throws CommandFailure, InterruptedException {
    return loops.owner(community).work(work);
  }

  @Override
  public Announced announce(Community community) throws CommandFailure, InterruptedException {
    return loops.owner(community).announceByHand();
  }

  @Override
  public void retry(Community community) {
    sync.refresh();
    sync.retryAll(community.id());
    imports.wake();
    loops.askSoon(community);
  }

  @Override
  public void giveUp(Community community, LedgerEntry entry) throws IOException {
    giveUp(community, entry, "damaged");
  }

  private void giveUp(Community community, LedgerEntry entry, String reason) throws IOException {
    community
        .chunks()
        .store()
        .setAside(community.id(), entry.chunk(), reason, () -> stopServing(entry));
    sync.refresh();
  }

  private void stopServing(LedgerEntry entry) throws IOException {
    stopFile(entry.infoHash());
  }

  private void stopFile(InfoHash file) throws IOException {
    imports.letGo(file);
    served.stopNow(file);
  }

  @Override
  public SyncState syncState(Community community) throws InterruptedException {
    return Syncing.of(community, allStatuses(), !imports.idle());
  }

  @Override
  public List<String> alerts(Community community) {
    return imports.alerts(community);
  }

  @Override
  public List<String> alerts() {
    return room.alert().stream().toList();
  }

  @Override
  public long bringWithin(Caps caps) throws IOException {
    return room.bring(caps);
  }

  private List<SyncStatus> allStatuses() throws InterruptedException {
    try {
      return sync.statuses().get(ANSWER.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the sync does not answer", e);
    }
  }

  @Override
  public Swarms swarms(Community community) throws IOException {
    Set<InfoHash> mine =
        community.chunks().all().stream().map(LedgerEntry::infoHash).collect(Collectors.toSet());
    List<ArchiveTransport.TransferStatus> statuses =
        network.transport().statuses().stream()
            .filter(each -> mine.contains(each.infoHash()))
            .toList();
    return new Swarms(
        (int) statuses.stream().filter(ArchiveTransport.TransferStatus::seeding).count(),
        statuses.stream().mapToInt(ArchiveTransport.TransferStatus::peers).sum());
  }

  @Override
  public List<String> wakuAddresses() {
    return network.wakuAddresses();
  }

  @Override
  public List<PeerAddress> torrentAddresses() {
    return network.torrentAddresses();
  }

  @Override
  public int torrentPort() {
    return network.transport().port();
  }

  /** The Waku host's identity. */
  public String peerId() {
    return network.peerId();
  }

  @Override
  public WakuState wakuState() throws InterruptedException {
    return network.wakuState();
  }

  /** Everything that this node can be asked. */
  public CommandTable commands() {
    return new CommandTable(HomeCommands.all(parts, communities, Optional.of(this)));
  }

  /** First nothing new begins, then connections end, then work that was interrupted. */
  @Override
  public void close() throws IOException {
    try (lanes;
        network) {
      listening.stop();
      room.close();
      loops.stop();
      sync.close();
      repeated.forEach(each -> each.cancel(false));
      counting.count();
      counting.save();
    }
  }
}
