package org.annals.archiver.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChunkId;
import org.annals.archiver.CommunityId;
import org.annals.keys.AtomicFile;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageReservations;

/**
 * The chunk files of a home, in step with the ledger.
 *
 * <ul>
 *   <li>In: bytes durable, renamed, directory durable, then the ledger says verified (DESIGN
 *       section 8, invariants 1 and 5).
 *   <li>Out: the ledger says gone, serving has stopped, then the file goes (invariant 4).
 *   <li>A crash between any two steps leaves less served, never something wrong; {@link Reconcile}
 *       puts the rest right at the next start.
 * </ul>
 *
 * <p>Thread-safe; one chunk must not be put in and taken out at the same time.
 */
public final class ChunkStore {
  private final ChunkFiles files;
  private final DamagedFiles damaged;
  private final ChunkLedger ledger;
  private final StorageReservations storage;
  private final Clock clock;

  /**
   * A store.
   *
   * @param communities the home's directory of communities
   * @param storage where bytes are counted; chunks under {@link StorageKind#CHUNK}
   */
  public ChunkStore(
      Path communities, ChunkLedger ledger, StorageReservations storage, Clock clock) {
    this(communities, ledger, storage, clock, DamagedFiles.MOST_BYTES);
  }

  ChunkStore(
      Path communities,
      ChunkLedger ledger,
      StorageReservations storage,
      Clock clock,
      long mostDamagedBytes) {
    this.files = new ChunkFiles(communities);
    this.damaged = new DamagedFiles(files, storage, clock, mostDamagedBytes);
    this.ledger = ledger;
    this.storage = storage;
    this.clock = clock;
  }

  /** Where a chunk's file is, or would be. */
  public Path file(CommunityId community, ChunkId chunk) {
    return files.file(community, chunk);
  }

  /**
   * Where a chunk can be written before its id is known: on the same file system, removed by the
   * next start if it stays.
   *
   * @param name chosen by the caller, letters and digits
   */
  public Path workFile(CommunityId community, String name) throws IOException {
    return AtomicFile.temporary(files.makeDirectory(community).resolve(name));
  }

  /**
   * Takes a complete file in whose bytes the caller has checked. Durable on return.
   *
   * @param source on the same file system; gone afterwards
   * @param countedAs under which kind the source's bytes are counted until now
   * @param entry the chunk; its state and mark are set here
   * @param supported whether its format is known
   * @return what the ledger says now
   * @throws IOException when the disk or the ledger fails; the next start finds out what is there
   */
  public LedgerEntry adopt(Path source, StorageKind countedAs, LedgerEntry entry, boolean supported)
      throws IOException {
    if (Files.size(source) != entry.size()) {
      throw new IllegalArgumentException("the file has another size than the chunk");
    }
    AtomicFile.sync(source);
    files.makeDirectory(entry.community());
    Path target = files.file(entry.community(), entry.chunk());
    AtomicFile.rename(source, target);
    if (countedAs != StorageKind.CHUNK) {
      // First counted twice, never not at all.
      storage.found(entry.community().account(), StorageKind.CHUNK, entry.size());
      storage.freed(entry.community().account(), countedAs, entry.size());
    }
    LedgerEntry held = held(entry, target, supported);
    ledger.put(held);
    damaged.drop(entry.community(), entry.chunk());
    return held;
  }

  LedgerEntry held(LedgerEntry entry, Path file, boolean supported) throws IOException {
    ChunkState state = supported ? ChunkState.VERIFIED : ChunkState.UNSUPPORTED;
    return entry.in(state, "", clock.instant()).with(FileMark.of(file));
  }

  /** Stops serving a chunk; when it returns, no handle on the file is open. */
  @FunctionalInterface
  public interface StopServing {
    /** Called once, after the ledger says that the chunk is gone. */
    void stop() throws IOException;
  }

  /**
   * Gives a chunk's bytes up: mark, stop serving, delete.
   *
   * @param to what the chunk is then: evicted, removed or failed
   * @param note why, for people
   * @return what the ledger says now, empty when it does not know the chunk
   * @throws IllegalArgumentException when {@code to} says that bytes are here
   */
  public Optional<LedgerEntry> release(
      CommunityId community, ChunkId chunk, ChunkState to, String note, StopServing serving)
      throws IOException {
    if (to.isServed()) {
      throw new IllegalArgumentException("a chunk without bytes is not " + to);
    }
    Optional<LedgerEntry> entry =
        ledger.change(community, chunk, e -> e.in(to, note, clock.instant()).withoutFile());
    if (entry.isPresent()) {
      serving.stop();
      delete(community, files.file(community, chunk));
      damaged.drop(community, chunk);
    }
    return entry;
  }

  /**
   * Takes a chunk out of use whose bytes have gone bad: mark, stop serving, move to the damaged
   * ones. It is announced again; its file stays until the chunk is whole again or is not wanted any
   * more.
   *
   * @param reason what is wrong, for people
   * @return what the ledger says now, empty when it does not know the chunk
   */
  public Optional<LedgerEntry> setAside(
      CommunityId community, ChunkId chunk, String reason, StopServing serving) throws IOException {
    Optional<LedgerEntry> entry =
        ledger.change(
            community,
            chunk,
            e -> e.in(ChunkState.ANNOUNCED, reason, clock.instant()).withoutFile());
    if (entry.isPresent()) {
      serving.stop();
      damaged.take(community, chunk);
    }
    return entry;
  }

  /** The file of a chunk whose bytes have gone bad, if it was set aside. */
  public Optional<Path> damagedFile(CommunityId community, ChunkId chunk) {
    return damaged.find(community, chunk);
  }

  /** What an entry becomes when its bytes go. */
  @FunctionalInterface
  public interface Mark {
    /** The entry without a file, as of now. */
    LedgerEntry of(LedgerEntry entry, Instant now);
  }

  /**
   * Marks chunks as gone, all in one change of the ledger: the first half of {@link #release} for
   * many. {@link #deleteMarked} is the second, for each.
   *
   * @return what the ledger says now of those that it knows
   */
  public List<LedgerEntry> mark(CommunityId community, Collection<ChunkId> chunks, Mark mark)
      throws IOException {
    Instant now = clock.instant();
    return ledger.changeAll(community, chunks, entry -> mark.of(entry, now));
  }

  /** Stops serving a marked chunk, then deletes its bytes. May be called again. */
  public void deleteMarked(LedgerEntry marked, StopServing serving) throws IOException {
    serving.stop();
    delete(marked.community(), files.file(marked.community(), marked.chunk()));
    damaged.drop(marked.community(), marked.chunk());
  }

  /** Deletes a file of the store, durably, and counts its bytes as free. */
  void delete(CommunityId community, Path file) throws IOException {
    long size;
    try {
      size = Files.size(file);
    } catch (NoSuchFileException e) {
      return;
    }
    Files.deleteIfExists(file);
    AtomicFile.syncDirectory(files.directory(community));
    storage.freed(community.account(), StorageKind.CHUNK, size);
  }

  /**
   * Reads every chunk file of a community again.
   *
   * @return what is wrong, oldest window first; empty when all is well
   * @throws IOException when the ledger fails; unreadable files are results, {@link Damage#unread}
   */
  public List<Damage> check(CommunityId community, FileCheck check) throws IOException {
    List<Damage> damages = new ArrayList<>();
    for (LedgerEntry entry : ledger.list(community)) {
      if (entry.file().isPresent()) {
        fault(entry, check).ifPresent(damages::add);
      }
    }
    return damages;
  }

  private Optional<Damage> fault(LedgerEntry entry, FileCheck check) {
    Path file = files.file(entry.community(), entry.chunk());
    try {
      if (AtomicFile.attributes(file).isEmpty()) {
        return Optional.of(new Damage(entry, "the file is missing"));
      }
      return check.judge(entry, file) instanceof FileCheck.Damaged damaged
          ? Optional.of(new Damage(entry, damaged.reason()))
          : Optional.empty();
    } catch (IOException e) {
      String reason = "the file cannot be read, but may be whole and stays: " + e.getMessage();
      return Optional.of(new Damage(entry, reason, true));
    }
  }

  /**
   * Puts disk and ledger in step at the start, before anything is served or fetched.
   *
   * @param check asked only about files that look different than when they were checked, and about
   *     those that a crash left without a mark
   */
  public ReconcileReport reconcile(CommunityId community, FileCheck check) throws IOException {
    return new Reconcile(this, files, damaged, ledger, storage, clock, check).run(community);
  }
}
