package org.annals.node.community;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.annals.archiver.ChunkId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.message.TombstoneReason;
import org.annals.archiver.seal.KnownMessage;
import org.annals.archiver.store.ImportState;
import org.annals.archiver.store.LedgerEntry;
import org.annals.importer.chunk.DatabaseRebuild;
import org.annals.importer.chunk.ImportOutcome;
import org.annals.importer.chunk.Upcoming;
import org.annals.importer.database.MessageDatabase;
import org.annals.importer.database.WriteOutcome;
import org.annals.importer.journal.LiveJournal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills a community's message database from chunks and journal, and the ledger says which chunks
 * are in it. One import, rebuild or erasure at a time. Thread-safe.
 */
public final class Filling {
  private static final Logger log = LoggerFactory.getLogger(Filling.class);

  private final HomeParts parts;
  private final CommunityId community;
  private final LiveJournal journal;
  private final CommunityDatabase database;
  private final Messages messages;
  private final AtomicLong importNanos = new AtomicLong();
  private final AtomicReference<@Nullable Instant> firstImport = new AtomicReference<>();

  /** Held by whoever fills the database. Taken before the database is used. */
  private final ReentrantLock turn = new ReentrantLock();

  Filling(
      HomeParts parts,
      CommunityId community,
      LiveJournal journal,
      CommunityDatabase database,
      Messages messages) {
    this.parts = parts;
    this.community = community;
    this.journal = journal;
    this.database = database;
    this.messages = messages;
  }

  /** Brings a database that was just opened in step with ledger and journal. */
  void begin() throws IOException {
    forgetLostImports();
    catchUp();
  }

  /**
   * Chunks that the ledger calls imported and that the database does not have are imported again:
   * it may be a new one, and one whose process was killed can open as it was a commit ago.
   */
  private void forgetLostImports() throws IOException {
    List<LedgerEntry> lost =
        parts.tables().ledger().list(community).stream()
            .filter(entry -> !entry.imported().equals(ImportState.NONE))
            .filter(entry -> !messages.isImported(entry.chunk()))
            .map(entry -> entry.imported(ImportState.NONE))
            .toList();
    if (!lost.isEmpty()) {
      log.info("{} chunks of {} are imported again", lost.size(), community);
      parts.tables().ledger().putAll(lost);
    }
  }

  /** What the journal got and the database did not, because the process died between both. */
  private void catchUp() throws IOException {
    for (Map.Entry<KnownMessage, TombstoneReason> each :
        parts.tables().removedMessages().all(community).entrySet()) {
      if (!messages.isDeleted(each.getKey().id())) {
        messages.bury(each.getKey(), each.getValue());
      }
    }
    if (rebuild().catchUp(journal) instanceof DatabaseRebuild.NoRoom noRoom) {
      log.warn("no room to show all live messages of {}: {}", community, noRoom.reason());
    }
  }

  private DatabaseRebuild rebuild() {
    return new DatabaseRebuild(database.using(now -> now), database.importer());
  }

  /**
   * Puts a verified chunk's messages into the database and, when all of them are there, notes it in
   * the ledger. Meanwhile the next chunk is begun: opened, read and checked.
   *
   * @param next which one is imported next, as far as is known; asked at most once. What was begun
   *     stays so until the next import or {@link #letGo}
   * @throws IOException when file or database cannot be read or written
   * @throws InterruptedException when the thread is interrupted; whole sections stay
   */
  public ImportOutcome importChunk(LedgerEntry entry, Supplier<Optional<LedgerEntry>> next)
      throws IOException, InterruptedException {
    turn.lockInterruptibly();
    try {
      long start = parts.ticker().getAsLong();
      ImportOutcome outcome =
          database.importer().importChunk(upcoming(entry), () -> next.get().map(this::upcoming));
      importNanos.addAndGet(parts.ticker().getAsLong() - start);
      if (outcome instanceof ImportOutcome.NoRoom) {
        // What was refused is rolled back, by opening the file again: perhaps as it was before.
        forgetLostImports();
      } else if (outcome instanceof ImportOutcome.Imported imported) {
        imported(entry.chunk(), imported);
      }
      return outcome;
    } finally {
      turn.unlock();
    }
  }

  private Upcoming upcoming(LedgerEntry entry) {
    return new Upcoming(parts.store().file(community, entry.chunk()), entry.chunk());
  }

  private void imported(ChunkId chunk, ImportOutcome.Imported imported) throws IOException {
    if (!imported.rejected().isEmpty()) {
      log.warn("chunk {}: records left out: {}", chunk, imported.rejected());
    }
    firstImport.compareAndSet(null, parts.clock().instant());
    if (database.using(MessageDatabase::compact) instanceof WriteOutcome.Refused refused) {
      log.info("no room to compact the messages of {}: {}", community, refused.reason());
    }
    markImported(chunk);
  }

  private void markImported(ChunkId chunk) throws IOException {
    parts
        .tables()
        .ledger()
        .change(community, chunk, entry -> entry.imported(new ImportState(0, true)));
  }

  /**
   * Lets go of a chunk that was begun and is not imported next: no handle on its file is open on
   * return. Who deletes a chunk first marks it in the ledger, then calls this.
   */
  public void letGo(ChunkId chunk) throws IOException {
    database.letGo(chunk);
  }

  /** How long imports have taken since the home was opened, nanoseconds. */
  public long importNanos() {
    return importNanos.get();
  }

  /** When the first chunk since the home was opened was readable. */
  public Optional<Instant> firstImport() {
    return Optional.ofNullable(firstImport.get());
  }

  /** Is told after each chunk. */
  @FunctionalInterface
  public interface RebuildListener {
    /** How many chunks are done of how many. */
    void chunks(int done, int total);
  }

  /**
   * Makes the database anew from chunks and journal. What is there already is shown meanwhile.
   *
   * @throws IOException when something cannot be read or there is no room; it can be run again. A
   *     chunk's file that cannot be read is noticed before anything of the old database is gone
   * @throws InterruptedException when the thread is interrupted; chunks that lack are not marked as
   *     imported, so that they are imported later
   */
  void rebuild(List<LedgerEntry> entries, RebuildListener listener)
      throws IOException, InterruptedException {
    turn.lockInterruptibly();
    try {
      requireReadable(entries);
      database.startAnew();
      forgetLostImports();
      try {
        fill(entries, listener);
      } catch (IOException | InterruptedException e) {
        showLive(e);
        throw e;
      }
    } finally {
      turn.unlock();
    }
  }

  private void showLive(Exception cause) {
    try {
      catchUp();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /** The old database may be the only one that has the text of a chunk that the disk withholds. */
  private void requireReadable(List<LedgerEntry> entries) throws IOException, InterruptedException {
    for (LedgerEntry entry : entries) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      Path file = parts.store().file(community, entry.chunk());
      try (InputStream in = Files.newInputStream(file)) {
        in.transferTo(OutputStream.nullOutputStream());
      } catch (IOException e) {
        throw new IOException("chunk " + entry.chunk() + " cannot be read: " + e.getMessage(), e);
      }
    }
  }

  private void fill(List<LedgerEntry> entries, RebuildListener listener)
      throws IOException, InterruptedException {
    Map<ChunkId, Path> chunks = new LinkedHashMap<>();
    for (LedgerEntry entry : entries) {
      chunks.put(entry.chunk(), parts.store().file(community, entry.chunk()));
    }
    int[] done = {0};
    DatabaseRebuild.Outcome rebuilt =
        rebuild()
            .run(chunks, journal, (chunk, imported) -> listener.chunks(++done[0], chunks.size()));
    if (rebuilt instanceof DatabaseRebuild.NoRoom noRoom) {
      throw new IOException("no room for the whole database: " + noRoom.reason());
    }
    for (Map.Entry<ChunkId, ImportOutcome> each :
        ((DatabaseRebuild.Rebuilt) rebuilt).chunks().entrySet()) {
      if (each.getValue() instanceof ImportOutcome.Imported) {
        markImported(each.getKey());
      }
    }
  }

  /** Makes the database anew from the journal alone; see {@link Community#startMessagesAnew}. */
  void startAnew() throws IOException {
    turn.lock();
    try {
      database.startAnew();
      begin();
    } finally {
      turn.unlock();
    }
  }

  /** See {@link Community#forget}. */
  boolean forget(Expiry expiry) throws IOException {
    if (!turn.tryLock()) {
      return false;
    }
    try {
      if (!expiry.rules().isEmpty()
          && database.using(MessageDatabase::eraseOver) instanceof WriteOutcome.Refused refused) {
        log.warn("no room to erase messages of {}: {}", community, refused.reason());
        return false;
      }
      boolean erased = messages.hasErased();
      if (erased || !expiry.rules().isEmpty()) {
        new JournalErasure(journal, messages).run(expiry);
      }
      return !erased || messages.rewrite();
    } finally {
      turn.unlock();
    }
  }
}
