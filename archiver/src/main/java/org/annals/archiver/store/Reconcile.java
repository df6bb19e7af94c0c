package org.annals.archiver.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.annals.archiver.ChunkId;
import org.annals.archiver.CommunityId;
import org.annals.keys.AtomicFile;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageReservations;

/** One run that puts a community's chunk files and its ledger in step. Confined to one thread. */
final class Reconcile {
  private final ChunkStore store;
  private final ChunkFiles files;
  private final DamagedFiles aside;
  private final ChunkLedger ledger;
  private final StorageReservations storage;
  private final Clock clock;
  private final FileCheck check;

  private final List<LedgerEntry> held = new ArrayList<>();
  private final List<LedgerEntry> adopted = new ArrayList<>();
  private final List<LedgerEntry> missing = new ArrayList<>();
  private final List<Damage> damaged = new ArrayList<>();
  private final List<Path> deleted = new ArrayList<>();
  private final List<Path> foreign = new ArrayList<>();

  Reconcile(
      ChunkStore store,
      ChunkFiles files,
      DamagedFiles aside,
      ChunkLedger ledger,
      StorageReservations storage,
      Clock clock,
      FileCheck check) {
    this.store = store;
    this.files = files;
    this.aside = aside;
    this.ledger = ledger;
    this.storage = storage;
    this.clock = clock;
    this.check = check;
  }

  ReconcileReport run(CommunityId community) throws IOException {
    List<LedgerEntry> entries = ledger.list(community);
    Map<ChunkId, Path> onDisk = filesOf(community);
    aside.found(community, lost(entries, onDisk.keySet())::contains);
    for (LedgerEntry entry : entries) {
      Path file = onDisk.remove(entry.chunk());
      if (file == null) {
        withoutFile(entry);
      } else if (entry.file().isPresent()) {
        marked(entry, file);
      } else {
        unmarked(entry, file);
      }
    }
    // Not listed anywhere: an owner packs the same bytes again, a member is told again.
    for (Path file : onDisk.values()) {
      delete(community, file);
    }
    return new ReconcileReport(held, adopted, missing, damaged, deleted, foreign);
  }

  /** Chunks for which a file that has gone bad may still be of use. */
  private static Set<ChunkId> lost(List<LedgerEntry> entries, Set<ChunkId> onDisk) {
    return entries.stream()
        .filter(Reconcile::isWanted)
        .map(LedgerEntry::chunk)
        .filter(chunk -> !onDisk.contains(chunk))
        .collect(Collectors.toSet());
  }

  private static boolean isWanted(LedgerEntry entry) {
    return entry.state() != ChunkState.EVICTED && entry.state() != ChunkState.REMOVED;
  }

  /** Counts what is there, and removes what earlier runs did not finish. */
  private Map<ChunkId, Path> filesOf(CommunityId community) throws IOException {
    Map<ChunkId, Path> onDisk = new HashMap<>();
    for (Path file : files.list(community)) {
      if (AtomicFile.attributes(file).filter(BasicFileAttributes::isRegularFile).isEmpty()) {
        foreign.add(file);
        continue;
      }
      storage.found(community.account(), StorageKind.CHUNK, Files.size(file));
      Optional<ChunkId> chunk = ChunkFiles.chunk(file);
      if (chunk.isPresent()) {
        onDisk.put(chunk.get(), file);
      } else if (AtomicFile.isTemporary(file)) {
        delete(community, file);
      } else {
        foreign.add(file);
      }
    }
    return onDisk;
  }

  private void withoutFile(LedgerEntry entry) throws IOException {
    if (entry.file().isPresent()) {
      missing.add(announceAgain(entry, "the file was missing"));
    } else if (entry.state() == ChunkState.FETCHING) {
      // The fetch died with the process; its partial file is the transport's to continue.
      ledger.put(entry.in(ChunkState.ANNOUNCED, "", clock.instant()));
    }
  }

  /** The ledger says that these bytes were checked. */
  private void marked(LedgerEntry entry, Path file) throws IOException {
    if (entry.file().filter(FileMark.of(file)::equals).isPresent()) {
      held.add(entry);
      return;
    }
    FileCheck.Verdict verdict = judge(entry, file);
    if (verdict instanceof FileCheck.Damaged bad) {
      damaged.add(new Damage(announceAgain(entry, bad.reason()), bad.reason()));
      if (isWanted(entry)) {
        aside.take(entry.community(), entry.chunk());
      } else {
        delete(entry.community(), file);
      }
    } else if (entry.state() == ChunkState.REMOVED) {
      LedgerEntry same = entry.with(FileMark.of(file));
      ledger.put(same);
      held.add(same);
    } else {
      held.add(keep(entry, file, verdict));
    }
  }

  /** A crash came between the rename and the ledger, or between the ledger and what was to go. */
  private void unmarked(LedgerEntry entry, Path file) throws IOException {
    if (!isWanted(entry)) {
      delete(entry.community(), file);
      return;
    }
    FileCheck.Verdict verdict = judge(entry, file);
    if (verdict instanceof FileCheck.Damaged) {
      aside.take(entry.community(), entry.chunk());
      return;
    }
    LedgerEntry kept = keep(entry, file, verdict);
    adopted.add(kept);
    held.add(kept);
  }

  private FileCheck.Verdict judge(LedgerEntry entry, Path file) throws IOException {
    return Files.size(file) == entry.size()
        ? check.judge(entry, file)
        : new FileCheck.Damaged("the file has another size");
  }

  private LedgerEntry keep(LedgerEntry entry, Path file, FileCheck.Verdict verdict)
      throws IOException {
    // Whoever renamed it may have died before the bytes or the name were durable.
    AtomicFile.sync(file);
    AtomicFile.syncDirectory(files.directory(entry.community()));
    LedgerEntry kept = store.held(entry, file, verdict instanceof FileCheck.Good);
    ledger.put(kept);
    return kept;
  }

  private LedgerEntry announceAgain(LedgerEntry entry, String note) throws IOException {
    ChunkState state =
        entry.state() == ChunkState.REMOVED ? ChunkState.REMOVED : ChunkState.ANNOUNCED;
    LedgerEntry again = entry.in(state, note, clock.instant()).withoutFile();
    ledger.put(again);
    return again;
  }

  private void delete(CommunityId community, Path file) throws IOException {
    store.delete(community, file);
    deleted.add(file);
  }
}
