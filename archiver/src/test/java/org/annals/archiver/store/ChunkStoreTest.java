package org.annals.archiver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.CommunityId;
import org.annals.archiver.GroupId;
import org.annals.archiver.InfoHash;
import org.annals.archiver.TimeWindow;
import org.annals.keys.Digest;
import org.annals.quota.StorageKind;
import org.annals.quota.UnlimitedStorage;
import org.annals.testkit.fault.FaultFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChunkStoreTest {
  private static final CommunityId COMMUNITY = ChunkLedgerContract.community(1);
  private static final Instant NOW = Instant.ofEpochSecond(1_790_000_000L);

  @TempDir Path home;
  private final InMemoryChunkLedger ledger = new InMemoryChunkLedger();
  private final List<ChunkId> judged = new ArrayList<>();
  private UnlimitedStorage storage;
  private ChunkStore store;
  private Path root;

  /** In these tests a chunk's id is the hash of its file. */
  private FileCheck check() {
    return (entry, file) -> {
      judged.add(entry.chunk());
      return Digest.sha256(Files.readAllBytes(file)).equals(entry.chunk().digest())
          ? new FileCheck.Good()
          : new FileCheck.Damaged("hash is wrong");
    };
  }

  @BeforeEach
  void open() {
    open(home);
  }

  private void open(Path in) {
    root = in;
    storage = new UnlimitedStorage();
    store =
        new ChunkStore(
            root.resolve("communities"), ledger, storage, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @Test
  void adopt_completeFile_heldAndCounted() throws IOException {
    LedgerEntry entry = adopted("one", 100);
    assertThat(store.file(COMMUNITY, entry.chunk()))
        .isEqualTo(
            home.resolve("communities")
                .resolve(COMMUNITY.toString())
                .resolve("chunks")
                .resolve(entry.chunk() + ".annals"))
        .hasContent("one");
    assertThat(entry.state()).isEqualTo(ChunkState.VERIFIED);
    assertThat(ledger.find(COMMUNITY, entry.chunk())).contains(entry);
    assertThat(used(StorageKind.CHUNK)).isEqualTo(3);
    assertThat(used(StorageKind.PARTIAL)).isZero();
  }

  @Test
  void adopt_otherSize_refusedAndUntouched() throws IOException {
    Path source = incoming("longer");
    LedgerEntry entry = listed("one", 100);
    assertThatThrownBy(() -> store.adopt(source, StorageKind.PARTIAL, entry, true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(source).exists();
    assertThat(ledger.list(COMMUNITY)).isEmpty();
  }

  @Test
  void release_held_markedStoppedDeletedInOrder() throws IOException {
    LedgerEntry entry = adopted("one", 100);
    Path file = store.file(COMMUNITY, entry.chunk());
    List<String> steps = new ArrayList<>();
    store.release(
        COMMUNITY,
        entry.chunk(),
        ChunkState.EVICTED,
        "room",
        () -> {
          LedgerEntry marked = ledger.find(COMMUNITY, entry.chunk()).orElseThrow();
          steps.add(marked.state() + " " + marked.file().isPresent() + " " + Files.exists(file));
        });
    assertThat(steps).containsExactly("EVICTED false true");
    assertThat(file).doesNotExist();
    assertThat(used(StorageKind.CHUNK)).isZero();
  }

  @Test
  void release_servingCannotStop_fileStaysUntilNextStart() throws IOException {
    LedgerEntry entry = adopted("one", 100);
    Path file = store.file(COMMUNITY, entry.chunk());
    assertThatThrownBy(
            () ->
                store.release(
                    COMMUNITY,
                    entry.chunk(),
                    ChunkState.EVICTED,
                    "room",
                    () -> {
                      throw new IOException("still open");
                    }))
        .isInstanceOf(IOException.class);
    assertThat(file).exists();
    open();
    assertThat(store.reconcile(COMMUNITY, check()).deleted()).containsExactly(file);
    assertThat(used(StorageKind.CHUNK)).isZero();
  }

  @Test
  void reconcile_nothingChanged_heldWithoutReading() throws IOException {
    LedgerEntry one = adopted("one", 100);
    LedgerEntry two = adopted("two2", 99);
    open();
    ReconcileReport report = store.reconcile(COMMUNITY, check());
    assertThat(report.held()).containsExactly(two, one);
    assertThat(judged).isEmpty();
    assertThat(used(StorageKind.CHUNK)).isEqualTo(7);
  }

  @Test
  void reconcile_crashBeforeLedger_adopted() throws IOException {
    LedgerEntry entry = listed("one", 100).in(ChunkState.FETCHING, "", NOW);
    ledger.put(entry);
    place("one", entry.chunk());
    ReconcileReport report = store.reconcile(COMMUNITY, check());
    assertThat(report.adopted()).extracting(LedgerEntry::chunk).containsExactly(entry.chunk());
    assertThat(ledger.find(COMMUNITY, entry.chunk()).orElseThrow().state())
        .isEqualTo(ChunkState.VERIFIED);
    open();
    assertThat(store.reconcile(COMMUNITY, check()).held()).hasSize(1);
    assertThat(judged).hasSize(1);
  }

  @Test
  void reconcile_orphanOfNoEntry_deleted() throws IOException {
    Path unknown = place("nobody's", listed("nobody's", 1).chunk());
    Path unfinished = store.workFile(COMMUNITY, "pack1");
    Files.writeString(unfinished, "half");
    ReconcileReport report = store.reconcile(COMMUNITY, check());
    assertThat(report.deleted()).containsExactlyInAnyOrder(unknown, unfinished);
    assertThat(report.held()).isEmpty();
    assertThat(used(StorageKind.CHUNK)).isZero();
  }

  @Test
  void reconcile_badOrphanOfWantedChunk_setAside() throws IOException {
    LedgerEntry wanted = listed("one", 100);
    ledger.put(wanted);
    Path bad = place("two", wanted.chunk());
    assertThat(store.reconcile(COMMUNITY, check()).held()).isEmpty();
    assertThat(bad).doesNotExist();
    assertThat(aside(wanted)).hasContent("two");
    assertThat(ledger.list(COMMUNITY)).containsExactly(wanted);
    assertThat(used(StorageKind.CHUNK)).isEqualTo(3);
  }

  @Test
  void reconcile_fileGone_announcedAgain() throws IOException {
    LedgerEntry entry = adopted("one", 100);
    Files.delete(store.file(COMMUNITY, entry.chunk()));
    open();
    ReconcileReport report = store.reconcile(COMMUNITY, check());
    assertThat(report.missing()).extracting(LedgerEntry::chunk).containsExactly(entry.chunk());
    LedgerEntry now = ledger.find(COMMUNITY, entry.chunk()).orElseThrow();
    assertThat(now.state()).isEqualTo(ChunkState.ANNOUNCED);
    assertThat(now.file()).isEmpty();
  }

  @Test
  void reconcile_fileChanged_announcedAgainAndSetAside() throws IOException {
    LedgerEntry entry = damagedWhileStopped("one", "oNe", 100);
    ReconcileReport report = store.reconcile(COMMUNITY, check());
    assertThat(report.damaged()).hasSize(1);
    assertThat(store.file(COMMUNITY, entry.chunk())).doesNotExist();
    assertThat(aside(entry)).hasContent("oNe");
    assertThat(ledger.find(COMMUNITY, entry.chunk()).orElseThrow().state())
        .isEqualTo(ChunkState.ANNOUNCED);
    assertThat(used(StorageKind.CHUNK)).isEqualTo(3);
  }

  @Test
  void reconcile_setAsideBefore_keptAndCounted() throws IOException {
    LedgerEntry entry = damagedWhileStopped("one", "oNe", 100);
    store.reconcile(COMMUNITY, check());
    open();
    assertThat(store.reconcile(COMMUNITY, check()).foreign()).isEmpty();
    assertThat(aside(entry)).hasContent("oNe");
    assertThat(used(StorageKind.CHUNK)).isEqualTo(3);
  }

  /** What is to be done with a file that stays unreadable. */
  @Test
  void reconcile_movedAsideByHand_keptAndAnnouncedAgain() throws IOException {
    LedgerEntry entry = adopted("one", 100);
    Path file = store.file(COMMUNITY, entry.chunk());
    Path folder = Files.createDirectories(file.resolveSibling("damaged"));
    Files.move(file, folder.resolve(file.getFileName()));
    open();
    assertThat(store.reconcile(COMMUNITY, check()).missing()).hasSize(1);
    assertThat(aside(entry)).hasContent("one");
    assertThat(used(StorageKind.CHUNK)).isEqualTo(3);
  }

  @Test
  void adopt_wholeAgain_setAsideFileGoes() throws IOException {
    LedgerEntry entry = damagedWhileStopped("one", "oNe", 100);
    store.reconcile(COMMUNITY, check());
    adopted("one", 100);
    assertThat(store.damagedFile(COMMUNITY, entry.chunk())).isEmpty();
    assertThat(used(StorageKind.CHUNK)).isEqualTo(3);
  }

  @Test
  void reconcile_setAsideAndRemovedMeanwhile_goes() throws IOException {
    LedgerEntry entry = damagedWhileStopped("one", "oNe", 100);
    store.reconcile(COMMUNITY, check());
    ledger.change(COMMUNITY, entry.chunk(), e -> e.in(ChunkState.REMOVED, "legal", NOW));
    open();
    store.reconcile(COMMUNITY, check());
    assertThat(store.damagedFile(COMMUNITY, entry.chunk())).isEmpty();
    assertThat(used(StorageKind.CHUNK)).isZero();
  }

  @Test
  void release_setAside_goesToo() throws IOException {
    LedgerEntry entry = damagedWhileStopped("one", "oNe", 100);
    store.reconcile(COMMUNITY, check());
    store.release(COMMUNITY, entry.chunk(), ChunkState.REMOVED, "legal", () -> {});
    assertThat(store.damagedFile(COMMUNITY, entry.chunk())).isEmpty();
    assertThat(used(StorageKind.CHUNK)).isZero();
  }

  @Test
  void setAside_held_markedStoppedMovedInOrder() throws IOException {
    LedgerEntry entry = adopted("one", 100);
    Path file = store.file(COMMUNITY, entry.chunk());
    List<String> steps = new ArrayList<>();
    store.setAside(
        COMMUNITY,
        entry.chunk(),
        "hash is wrong",
        () -> {
          LedgerEntry marked = ledger.find(COMMUNITY, entry.chunk()).orElseThrow();
          steps.add(marked.state() + " " + marked.note() + " " + Files.exists(file));
        });
    assertThat(steps).containsExactly("ANNOUNCED hash is wrong true");
    assertThat(file).doesNotExist();
    assertThat(aside(entry)).hasContent("one");
  }

  @Test
  void setAside_moreThanTheBound_oldestGoes() throws IOException {
    store =
        new ChunkStore(
            home.resolve("communities"), ledger, storage, Clock.fixed(NOW, ZoneOffset.UTC), 10);
    LedgerEntry first = adopted("first", 100);
    LedgerEntry second = adopted("second", 101);
    store.setAside(COMMUNITY, first.chunk(), "bad", () -> {});
    Files.setLastModifiedTime(aside(first), FileTime.fromMillis(5));
    store.setAside(COMMUNITY, second.chunk(), "bad", () -> {});
    assertThat(store.damagedFile(COMMUNITY, first.chunk())).isEmpty();
    assertThat(aside(second)).hasContent("second");
    assertThat(used(StorageKind.CHUNK)).isEqualTo(6);
  }

  private LedgerEntry damagedWhileStopped(String content, String damaged, int window)
      throws IOException {
    LedgerEntry entry = adopted(content, window);
    Path file = store.file(COMMUNITY, entry.chunk());
    Files.writeString(file, damaged);
    Files.setLastModifiedTime(file, FileTime.fromMillis(5));
    open();
    return entry;
  }

  private Path aside(LedgerEntry entry) {
    return store.damagedFile(COMMUNITY, entry.chunk()).orElseThrow();
  }

  @Test
  void reconcile_onlyTimeChanged_readOnceAndKept() throws IOException {
    LedgerEntry entry = adopted("one", 100);
    Files.setLastModifiedTime(store.file(COMMUNITY, entry.chunk()), FileTime.fromMillis(5));
    open();
    assertThat(store.reconcile(COMMUNITY, check()).held()).hasSize(1);
    open();
    assertThat(store.reconcile(COMMUNITY, check()).held()).hasSize(1);
    assertThat(judged).hasSize(1);
  }

  @Test
  void reconcile_removedButKept_stays() throws IOException {
    LedgerEntry entry = adopted("one", 100);
    ledger.put(entry.in(ChunkState.REMOVED, "owner", NOW));
    open();
    ReconcileReport report = store.reconcile(COMMUNITY, check());
    assertThat(report.held()).extracting(LedgerEntry::state).containsExactly(ChunkState.REMOVED);
    assertThat(store.file(COMMUNITY, entry.chunk())).exists();
  }

  @Test
  void reconcile_fetchDied_announced() throws IOException {
    ledger.put(listed("one", 100).in(ChunkState.FETCHING, "", NOW));
    store.reconcile(COMMUNITY, check());
    assertThat(ledger.list(COMMUNITY).get(0).state()).isEqualTo(ChunkState.ANNOUNCED);
  }

  @Test
  void reconcile_foreignFile_leftAlone() throws IOException {
    adopted("one", 100);
    Path note = store.file(COMMUNITY, listed("one", 1).chunk()).resolveSibling("note.txt");
    Files.writeString(note, "mine");
    open();
    assertThat(store.reconcile(COMMUNITY, check()).foreign()).containsExactly(note);
    assertThat(note).exists();
  }

  @Test
  void check_flippedByte_namedWithDates() throws IOException {
    adopted("one", 100);
    LedgerEntry bad = adopted("two", 2900);
    LedgerEntry gone = adopted("three", 2901);
    Path file = store.file(COMMUNITY, bad.chunk());
    FileTime time = Files.getLastModifiedTime(file);
    Files.writeString(file, "twO");
    Files.setLastModifiedTime(file, time);
    Files.delete(store.file(COMMUNITY, gone.chunk()));
    List<Damage> damages = store.check(COMMUNITY, check());
    assertThat(damages)
        .extracting(damage -> damage.entry().chunk())
        .containsExactly(bad.chunk(), gone.chunk());
    assertThat(damages.get(0).describe())
        .contains(bad.chunk().toString(), "2025-07-31", "2025-08-07", "hash is wrong");
    assertThat(damages.get(1).reason()).contains("missing");
  }

  @Test
  void check_unreadable_isAResult() throws IOException {
    adopted("one", 100);
    List<Damage> damages =
        store.check(
            COMMUNITY,
            (entry, file) -> {
              throw new IOException("Input/output error");
            });
    assertThat(damages).hasSize(1);
    assertThat(damages.get(0).reason()).contains("Input/output error");
    assertThat(damages.get(0).unread()).isTrue();
  }

  @Test
  void check_diskFailsAtTheLook_isNotMissing() throws IOException {
    FaultFileSystem disk = new FaultFileSystem(home);
    open(disk.root());
    adopted("one", 100);
    disk.faults().failLook(1);
    assertThat(store.check(COMMUNITY, check()))
        .singleElement()
        .satisfies(damage -> assertThat(damage.unread()).isTrue());
    assertThat(store.check(COMMUNITY, check())).isEmpty();
  }

  @Test
  void reconcile_diskFailsAtAnyLookOrCall_nothingIsGivenUp() throws IOException {
    FaultFileSystem disk = new FaultFileSystem(home);
    open(disk.root());
    LedgerEntry same = adopted("one", 100);
    LedgerEntry touched = adopted("two2", 99);
    reconcileTouched(disk, touched);
    long looks = disk.faults().looks();
    long calls = disk.faults().calls();
    assertThat(looks).isGreaterThan(5);
    assertThat(calls).isGreaterThan(2);
    for (long k = 1; k <= looks + calls; k++) {
      Files.setLastModifiedTime(store.file(COMMUNITY, touched.chunk()), FileTime.fromMillis(k));
      if (k <= looks) {
        disk.faults().failLook(k);
      } else {
        disk.faults().failCall(k - looks);
      }
      try {
        requireAllHeld(store.reconcile(COMMUNITY, check()));
      } catch (IOException planned) {
        assertThat(planned).hasStackTraceContaining("Input/output error (planned");
      }
      assertThat(ledger.list(COMMUNITY)).allMatch(entry -> entry.file().isPresent());
      assertThat(store.file(COMMUNITY, same.chunk())).hasContent("one");
      assertThat(store.file(COMMUNITY, touched.chunk())).hasContent("two2");
      requireAllHeld(store.reconcile(COMMUNITY, check()));
    }
  }

  private void reconcileTouched(FaultFileSystem disk, LedgerEntry touched) throws IOException {
    Files.setLastModifiedTime(store.file(COMMUNITY, touched.chunk()), FileTime.fromMillis(0));
    disk.faults().clear();
    requireAllHeld(store.reconcile(COMMUNITY, check()));
  }

  private static void requireAllHeld(ReconcileReport report) {
    assertThat(report.held()).hasSize(2);
    assertThat(report.missing()).isEmpty();
    assertThat(report.damaged()).isEmpty();
    assertThat(report.deleted()).isEmpty();
    assertThat(report.foreign()).isEmpty();
  }

  private LedgerEntry adopted(String content, int window) throws IOException {
    return store.adopt(incoming(content), StorageKind.PARTIAL, listed(content, window), true);
  }

  private Path incoming(String content) throws IOException {
    Path file = root.resolve("incoming-" + content);
    Files.writeString(file, content);
    storage.found(COMMUNITY.account(), StorageKind.PARTIAL, content.length());
    return file;
  }

  private Path place(String content, ChunkId chunk) throws IOException {
    store.workFile(COMMUNITY, "makes the directory");
    return Files.writeString(store.file(COMMUNITY, chunk), content);
  }

  private static LedgerEntry listed(String content, int window) {
    Digest digest = Digest.sha256(content.getBytes(StandardCharsets.UTF_8));
    LedgerEntry.Listed listed =
        new LedgerEntry.Listed(
            new ChunkId(digest),
            new ChunkPosition(new TimeWindow(window), GroupId.PUBLIC, 0, 0),
            InfoHash.of(Arrays.copyOf(digest.toBytes(), InfoHash.LENGTH)),
            content.length(),
            1,
            0);
    return LedgerEntry.announced(COMMUNITY, listed, NOW);
  }

  private long used(StorageKind kind) {
    return storage.usage(COMMUNITY.account()).used().getOrDefault(kind, 0L);
  }
}
