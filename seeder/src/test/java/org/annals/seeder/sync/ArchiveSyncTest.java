package org.annals.seeder.sync;

import static org.annals.seeder.sync.SyncFixtures.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.GroupId;
import org.annals.archiver.PeerAddress;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.torrent.TorrentInfo;
import org.annals.quota.UnlimitedStorage;
import org.annals.quota.UnlimitedTransferGate;
import org.annals.seeder.ArchiveTransport;
import org.annals.seeder.SharedFile;
import org.annals.seeder.directory.DirectoryTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver over a real transport, its files and threads. */
final class ArchiveSyncTest {
  private static final SyncSettings QUICK =
      new SyncSettings(
          2,
          4,
          Duration.ofMillis(200),
          Duration.ofSeconds(5),
          Duration.ofMillis(20),
          Duration.ofMillis(40),
          Duration.ofMillis(20));

  private final ScheduledExecutorService worker = Executors.newScheduledThreadPool(2);
  private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
  private final Map<SyncTarget, SharedFile> files = new ConcurrentHashMap<>();
  private ArchiveTransport owner;
  private ArchiveTransport member;
  private Path root;

  @BeforeEach
  void open(@TempDir Path directory) throws IOException {
    root = directory;
    owner = transport("owner");
    member = transport("member");
    Files.createDirectories(root.resolve("incoming"));
    Files.createDirectories(root.resolve("chunks"));
    for (int window = 0; window < 6; window++) {
      SharedFile file = SharedFile.ofSize(50_000 + window, window);
      SyncTarget target =
          new SyncTarget(
              ALICE,
              new ChunkPosition(new TimeWindow(window), GroupId.PUBLIC, 0, 0),
              ChunkId.parse(file.info().name().substring(0, 64)),
              file.info().infoHash(),
              file.info().length());
      files.put(target, file);
      Path path = file.writeTo(root.resolve("owner"));
      owner.seed(new ArchiveTransport.Seed(file.info(), path, ALICE.account()));
    }
  }

  @AfterEach
  void close() {
    owner.close();
    member.close();
    worker.shutdownNow();
    loop.shutdownNow();
  }

  @Test
  void start_allAbsent_adoptsAllAndServesFromTheirPlaces() {
    Member work = new Member(file -> keep(file));
    try (ArchiveSync sync = sync(work)) {
      eventually(() -> work.held.size() == files.size());
      eventually(() -> statuses(sync).stream().allMatch(s -> s.holding() == Holding.HELD));
    }
    assertThat(member.statuses()).hasSize(files.size()).allMatch(s -> s.seeding());
    files.forEach(
        (target, file) ->
            assertThat(root.resolve("chunks").resolve(file.info().name()))
                .hasBinaryContent(file.bytes()));
  }

  @Test
  void adopt_rejects_isStoppedThenDiscardedAndNotTriedAgain() {
    Member work = new Member(file -> new Adoption.Rejected("bad signature"));
    try (ArchiveSync sync = sync(work)) {
      eventually(() -> work.discarded.size() == files.size());
      eventually(() -> statuses(sync).stream().allMatch(s -> s.phase() == SyncPhase.REFUSED));
      assertThat(member.statuses()).isEmpty();
      assertThat(work.adoptions).hasSize(files.size());
      sync.retryAll(ALICE);
      eventually(() -> work.adoptions.size() == 2 * files.size());
    }
  }

  @Test
  void adopt_isInTrouble_isTriedAgainUntilItWorks() {
    List<Path> tried = new CopyOnWriteArrayList<>();
    Member work =
        new Member(
            file -> {
              if (!tried.contains(file)) {
                tried.add(file);
                if (tried.size() % 2 == 0) {
                  throw new IllegalStateException("no handle");
                }
                return new Adoption.Troubled("no handle");
              }
              return keep(file);
            });
    try (ArchiveSync sync = sync(work)) {
      eventually(() -> work.held.size() == files.size());
      eventually(() -> statuses(sync).stream().allMatch(s -> s.holding() == Holding.HELD));
    }
    assertThat(tried).hasSize(files.size());
  }

  @Test
  void refresh_afterMoreWasListed_fetchesIt() {
    Member work = new Member(file -> keep(file));
    List<SyncTarget> all = new ArrayList<>(files.keySet());
    work.listed.removeAll(all.subList(1, all.size()));
    try (ArchiveSync sync = sync(work)) {
      eventually(() -> work.held.size() == 1);
      work.listed.addAll(all.subList(1, all.size()));
      sync.refresh();
      eventually(() -> work.held.size() == files.size());
    }
  }

  @Test
  void close_afterwards_answersAndDoesNothing() throws Exception {
    Member work = new Member(file -> keep(file));
    ArchiveSync sync = sync(work);
    sync.close();
    sync.close();
    sync.refresh();
    assertThat(sync.statuses().get(5, TimeUnit.SECONDS)).isEmpty();
  }

  private ArchiveSync sync(Member work) {
    ArchiveSync sync =
        new ArchiveSync(
            member,
            new SyncPlanner(QUICK, new SplittableRandom(1), FetchRoom.ENDLESS),
            work,
            new SyncThreads(loop, worker, System::nanoTime, Duration.ofMillis(10)));
    sync.start();
    return sync;
  }

  private Adoption keep(Path file) {
    Path kept = root.resolve("chunks").resolve(file.getFileName().toString().replace(".part", ""));
    try {
      return new Adoption.Adopted(Files.move(file, kept));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ArchiveTransport transport(String name) throws IOException {
    return new DirectoryTransport(
        new DirectoryTransport.Settings(root.resolve("shared"), name, Duration.ofMillis(5)),
        new UnlimitedTransferGate(),
        new UnlimitedStorage(),
        worker);
  }

  private static List<SyncStatus> statuses(ArchiveSync sync) {
    return sync.statuses().join();
  }

  private static void eventually(BooleanSupplier condition) {
    for (int tries = 0; tries < 6_000 && !condition.getAsBoolean(); tries++) {
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
    assertThat(condition.getAsBoolean()).as("condition within half a minute").isTrue();
  }

  /** A node that keeps its ledger in memory. */
  private final class Member implements SyncWork {
    final List<SyncTarget> listed = new CopyOnWriteArrayList<>(files.keySet());
    final List<SyncTarget> held = new CopyOnWriteArrayList<>();
    final List<SyncTarget> discarded = new CopyOnWriteArrayList<>();
    final List<SyncTarget> adoptions = new CopyOnWriteArrayList<>();
    private final Function<Path, Adoption> adoption;

    Member(Function<Path, Adoption> adoption) {
      this.adoption = adoption;
    }

    @Override
    public void failed(SyncTarget target, ArchiveTransport.FetchFailure failure) {
      // The planner was told.
    }

    @Override
    public Collection<Listed> listed() {
      return listed.stream()
          .map(t -> new Listed(t, held.contains(t) ? Holding.HELD : Holding.ABSENT))
          .toList();
    }

    @Override
    public Path incoming(SyncTarget target) {
      return root.resolve("incoming").resolve(target.chunk() + ".annals.part");
    }

    @Override
    public List<PeerAddress> peers(SyncTarget target) {
      return List.of();
    }

    @Override
    public Adoption adopt(SyncTarget target, TorrentInfo info, Path file) {
      adoptions.add(target);
      Adoption outcome = adoption.apply(file);
      if (outcome instanceof Adoption.Adopted) {
        held.add(target);
      }
      return outcome;
    }

    @Override
    public void discard(SyncTarget target, Path file) {
      assertThat(member.status(target.infoHash())).isEmpty();
      try {
        Files.delete(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      discarded.add(target);
    }
  }
}
