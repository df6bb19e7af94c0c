package org.annals.node.run;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.annals.archiver.ChunkId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.InfoHash;
import org.annals.archiver.PeerAddress;
import org.annals.archiver.chunk.ChunkVerifier;
import org.annals.archiver.seal.ClockCheck;
import org.annals.archiver.seal.SealingSchedule;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.LedgerEntry;
import org.annals.magnetindex.head.HeadView;
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
import org.annals.node.request.ErrorCode;
import org.annals.quota.storage.Caps;
import org.annals.seeder.ArchiveTransport;
import org.annals.seeder.sync.ArchiveSync;
import org.annals.seeder.sync.SyncPlanner;
import org.annals.seeder.sync.SyncSettings;
import org.annals.seeder.sync.SyncStatus;
import org.annals.seeder.sync.SyncThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a node: network, sync, import, a follower for every community that is on, an owner's
 * loop for every one that is owned. Thread-safe.
 */
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
  private final Holders holders;
  private final Surroundings surroundings;
  private final ServedFiles served;
  private final Optional<AnnouncedKeys> announced;
  private final HomeRoom room;
  private final ImportLane imports;
  private final RemovedChunks removed;
  private final Forgetting forgetting;
  private final FetchFailures failures;
  private final FirstListening listening;
  private final OwnersSwitch switches;
  private final ArchiveSync sync;
  private final Packing packing;
  private final Counting counting;
  private final Map<CommunityId, CatalogueFollower> followers = new ConcurrentHashMap<>();
  private final Map<CommunityId, OwnerLoop> owners = new ConcurrentHashMap<>();
  private final List<ScheduledFuture<?>> repeated = new CopyOnWriteArrayList<>();

  private NodeRun(HomeParts parts, Communities communities, Lanes lanes, Network network)
      throws IOException {
    this.parts = parts;
    this.communities = communities;
    this.lanes = lanes;
    this.network = network;
    this.holders = new Holders(network.mayDial());
    this.surroundings =
        new Surroundings(
            lanes.loop(), lanes.lanes(), parts.clock(), parts.random(), parts.events());
    this.listening = new FirstListening(surroundings, this::listingChanged);
    this.switches = new OwnersSwitch(network.topic(), surroundings);
    this.served = new ServedFiles(communities, network.transport(), listening::isOver);
    this.room =
        new HomeRoom(
            parts,
            communities,
            surroundings,
            file -> network.transport().status(file).isPresent(),
            this::stopFile,
            new RoomListening());
    this.announced =
        network
            .hashTable()
            .map(
                table ->
                    new AnnouncedKeys(
                        communities, table, network, listening::isOver, this::holderFound));
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
    Optional<Instant> lastRunning =
        parts.tables().settings().get("node.last-running").map(Instant::parse);
    ClockCheck clockCheck = new ClockCheck(parts.clock(), parts.ticker(), lastRunning);
    this.counting = new Counting(parts, communities, clockCheck, this::retry);
    this.packing = new Packing(parts, new SealingSchedule(parts.clock(), clockCheck));
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
    network.neighbours().onConnected(() -> followers.values().forEach(CatalogueFollower::askSoon));
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
    follow(community);
    switches.look(community);
    own(community);
    listingChanged(community);
  }

  private void follow(Community community) {
    CatalogueFollower known = followers.get(community.id());
    if (!community.row().enabled()) {
      if (known != null) {
        followers.remove(community.id());
        known.stop();
        listening.end(community);
      }
      return;
    }
    community.row().bootstrap().forEach(network::keepConnected);
    if (known != null) {
      known.askSoon();
      return;
    }
    CatalogueFollower follower =
        new CatalogueFollower(community, network, holders, surroundings, room, new Following());
    followers.put(community.id(), follower);
    follower.start();
    listening.begin(community);
  }

  private void own(Community community) {
    OwnerLoop known = owners.get(community.id());
    if (known != null && community.row().owned() && known.stillFits()) {
      return;
    }
    if (known != null) {
      owners.remove(community.id());
      known.stop();
    }
    if (community.row().owned()) {
      OwnerLoop owner =
          new OwnerLoop(
              community,
              parts,
              packing,
              network,
              surroundings,
              () -> listingChanged(community),
              () -> {
                var unused = served.reconcile();
              });
      owners.put(community.id(), owner);
      owner.begin();
    }
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

  /** Where to ask, by word of strangers, on any thread. */
  private void holderFound(CommunityId community, PeerAddress holder) {
    CatalogueFollower follower = followers.get(community);
    if (follower != null) {
      follower.holdersNamed(List.of(holder));
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

  /** What followers report. */
  private final class Following implements CatalogueFollower.Listener {
    @Override
    public void listingChanged(Community community) {
      NodeRun.this.listingChanged(community);
    }

    @Override
    public void holdersFound(Community community) {
      sync.peersFound(community.id());
    }

    @Override
    public void spoke(Community community, boolean answer) {
      listening.spoke(community);
      OwnerLoop owner = owners.get(community.id());
      if (owner != null) {
        owner.spoke(answer);
      }
    }

    @Override
    public List<ChunkId> missing(Community community) {
      try {
        HeadView view = community.head().view();
        return community.chunks().all().stream()
            .filter(entry -> !entry.state().isServed())
            .filter(entry -> entry.state() != ChunkState.EVICTED)
            .filter(entry -> entry.state() != ChunkState.REMOVED)
            .filter(entry -> view.lists(entry.chunk()))
            .map(LedgerEntry::chunk)
            .toList();
      } catch (IOException e) {
        log.error("what is missing of {} cannot be found out", community.id(), e);
        return List.of();
      }
    }
  }

  @Override
  public PackSummary pack(Community community, Packing.Order order, Packing.WindowListener listener)
      throws CommandFailure, InterruptedException {
    return owner(community).pack(order, listener);
  }

  @Override
  public <T> T asOwner(Community community, OwnerWork<T> work)
      throws CommandFailure, InterruptedException {
    return owner(community).work(work);
  }

  private OwnerLoop owner(Community community) throws CommandFailure, InterruptedException {
    OwnerLoop owner = owners.get(community.id());
    if (owner == null) {
      // A community that was just made has its loop as soon as the node's loop comes to it.
      CountDownLatch applied = new CountDownLatch(1);
      lanes.loop().execute(applied::countDown);
      applied.await();
      owner = owners.get(community.id());
    }
    if (owner == null) {
      throw new CommandFailure(
          ErrorCode.REFUSED,
          "Only the owner of '" + community.row().name() + "' can do that.",
          "This home does not have the community's key.",
          "Do it on the owner's home.");
    }
    return owner;
  }

  @Override
  public Announced announce(Community community) throws CommandFailure, InterruptedException {
    return owner(community).announceByHand();
  }

  @Override
  public void retry(Community community) {
    sync.refresh();
    sync.retryAll(community.id());
    imports.wake();
    CatalogueFollower follower = followers.get(community.id());
    if (follower != null) {
      lanes.loop().execute(follower::askSoon);
    }
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
    try {
      network.transport().stop(file).get(ANSWER.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the file is still being served", e);
    }
    served.forget(file);
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
      followers.values().forEach(CatalogueFollower::stop);
      owners.values().forEach(OwnerLoop::stop);
      sync.close();
      repeated.forEach(each -> each.cancel(false));
      counting.count();
      counting.save();
    }
  }
}
