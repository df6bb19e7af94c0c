package org.annals.node.community;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.annals.archiver.ChannelId;
import org.annals.archiver.ChunkId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.MessageId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.message.TombstoneReason;
import org.annals.archiver.seal.KnownMessage;
import org.annals.archiver.seal.KnownMessages;
import org.annals.archiver.seal.MediaBlob;
import org.annals.archiver.seal.SourceEntry;
import org.annals.archiver.store.ImportState;
import org.annals.archiver.store.LedgerEntry;
import org.annals.importer.chunk.ChunkImporter;
import org.annals.importer.chunk.DatabaseRebuild;
import org.annals.importer.chunk.ImportOutcome;
import org.annals.importer.chunk.PackAgain;
import org.annals.importer.chunk.Upcoming;
import org.annals.importer.database.MediaLocation;
import org.annals.importer.database.MessageDatabase;
import org.annals.importer.database.MessagePage;
import org.annals.importer.database.OpenOutcome;
import org.annals.importer.database.PageCursor;
import org.annals.importer.database.Removal;
import org.annals.importer.database.Retention;
import org.annals.importer.database.ShownMessage;
import org.annals.importer.database.View;
import org.annals.importer.database.WriteOutcome;
import org.annals.importer.digest.MessageDigests;
import org.annals.importer.journal.JournalMessage;
import org.annals.importer.journal.LiveJournal;
import org.annals.keys.Digest;
import org.annals.keys.PrivateKey;
import org.annals.keys.PublicKey;
import org.annals.quota.ReserveOutcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A community's message database together with what fills it: chunks and the live journal. It is a
 * view: a damaged one is deleted and built again. Thread-safe.
 */
public final class Messages implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Messages.class);

  private final HomeParts parts;
  private final CommunityId community;
  private final Path file;
  private final LiveJournal journal;
  private final Retention retention;
  private final AtomicLong importNanos = new AtomicLong();
  private final AtomicReference<@Nullable Instant> firstImport = new AtomicReference<>();

  /** Held by whoever fills the database from chunks: an import or a rebuild. Taken first. */
  private final ReentrantLock filling = new ReentrantLock();

  /** Held to read by whoever uses the database, to write while another one takes its place. */
  private final ReadWriteLock place = new ReentrantReadWriteLock();

  private MessageDatabase database;

  /** Of this database, and closed before it. */
  private ChunkImporter importer;

  private Messages(
      HomeParts parts,
      CommunityId community,
      Path file,
      LiveJournal journal,
      Retention retention,
      MessageDatabase database) {
    this.parts = parts;
    this.community = community;
    this.file = file;
    this.journal = journal;
    this.retention = retention;
    this.database = database;
    this.importer = importer(database, parts);
  }

  /**
   * What a database says of itself: a value for what is archived and one for all.
   *
   * @param messages that are shown and archived
   */
  public record Digests(Digest archived, Digest all, long messages) {}

  static Messages open(
      HomeParts parts,
      CommunityId community,
      Path directory,
      LiveJournal journal,
      Retention retention)
      throws IOException {
    Path file = directory.resolve("messages.mv.db");
    OpenOutcome outcome = open(parts, community, file, retention);
    if (outcome instanceof OpenOutcome.Damaged damaged) {
      log.warn("{}; it is built again from chunks and journal", damaged.reason());
      MessageDatabase.delete(file);
      outcome = open(parts, community, file, retention);
    }
    if (!(outcome instanceof OpenOutcome.Opened opened)) {
      throw new IOException(((OpenOutcome.Damaged) outcome).reason());
    }
    Messages messages = new Messages(parts, community, file, journal, retention, opened.database());
    messages.forgetLostImports();
    messages.catchUp();
    return messages;
  }

  private static OpenOutcome open(
      HomeParts parts, CommunityId community, Path file, Retention retention) throws IOException {
    return MessageDatabase.open(
        file, community, parts.curve(), parts.storage(), author -> false, retention);
  }

  /**
   * Chunks that the ledger calls imported and that the database does not have are imported again:
   * it may be a new one, and one whose process was killed can open as it was a commit ago.
   */
  private void forgetLostImports() throws IOException {
    List<LedgerEntry> lost =
        parts.tables().ledger().list(community).stream()
            .filter(entry -> !entry.imported().equals(ImportState.NONE))
            .filter(entry -> !isImported(entry.chunk()))
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
      if (!isDeleted(each.getKey().id())) {
        bury(each.getKey(), each.getValue());
      }
    }
    DatabaseRebuild.Outcome outcome = new DatabaseRebuild(database, importer).catchUp(journal);
    if (outcome instanceof DatabaseRebuild.NoRoom noRoom) {
      log.warn("no room to show all live messages of {}: {}", community, noRoom.reason());
    }
  }

  private static ChunkImporter importer(MessageDatabase into, HomeParts parts) {
    return new ChunkImporter(into, parts.curve(), parts.verifiers(), parts.work());
  }

  /** Something done with the database, which stays open meanwhile. */
  private interface Use<T, E extends Exception> {
    T with(MessageDatabase database) throws E;
  }

  private <T, E extends Exception> T using(Use<T, E> use) throws E {
    place.readLock().lock();
    try {
      return use.with(database);
    } finally {
      place.readLock().unlock();
    }
  }

  /** The archived messages, as the packer asks for them. */
  public KnownMessages known() {
    return new KnownMessages() {
      @Override
      public Map<MessageId, KnownMessage> find(Collection<MessageId> ids) {
        return using(now -> now.find(ids));
      }

      @Override
      public Set<MessageId> tombstoned(Collection<MessageId> ids) {
        return using(now -> now.tombstoned(ids));
      }

      @Override
      public void ofAuthor(PublicKey author, Consumer<KnownMessage> sink) {
        var unused =
            using(
                now -> {
                  now.ofAuthor(author, sink);
                  return true;
                });
      }

      @Override
      public boolean isSettled(SourceEntry entry) {
        return using(now -> now.isSettled(entry));
      }
    };
  }

  /** Adds live messages that the journal has. */
  public void addLive(List<JournalMessage> messages) throws IOException {
    WriteOutcome outcome = using(now -> now.addLive(messages));
    if (outcome instanceof WriteOutcome.Refused refused) {
      // The journal has them; they are shown once there is room.
      log.warn("no room to show live messages of {}: {}", community, refused.reason());
    }
  }

  /**
   * Imports a chunk. See {@link Community#importChunk}.
   *
   * @throws IOException when file or database cannot be read or written
   * @throws InterruptedException when the thread is interrupted; whole sections stay
   */
  ImportOutcome importChunk(LedgerEntry entry, Supplier<Optional<LedgerEntry>> next)
      throws IOException, InterruptedException {
    filling.lockInterruptibly();
    try {
      long start = parts.ticker().getAsLong();
      MessageDatabase into = using(now -> now);
      ImportOutcome outcome =
          importer.importChunk(upcoming(entry), () -> next.get().map(this::upcoming));
      importNanos.addAndGet(parts.ticker().getAsLong() - start);
      if (outcome instanceof ImportOutcome.NoRoom) {
        // What was refused is rolled back, by opening the file again: perhaps as it was before.
        forgetLostImports();
      }
      if (outcome instanceof ImportOutcome.Imported imported) {
        if (!imported.rejected().isEmpty()) {
          log.warn("chunk {}: records left out: {}", entry.chunk(), imported.rejected());
        }
        firstImport.compareAndSet(null, parts.clock().instant());
        if (into.compact() instanceof WriteOutcome.Refused refused) {
          log.info("no room to compact the messages of {}: {}", community, refused.reason());
        }
      }
      return outcome;
    } finally {
      filling.unlock();
    }
  }

  private Upcoming upcoming(LedgerEntry entry) {
    return new Upcoming(parts.store().file(community, entry.chunk()), entry.chunk());
  }

  /** See {@link Community#letGo}. */
  void letGo(ChunkId chunk) throws IOException {
    place.readLock().lock();
    try {
      importer.letGo(chunk);
    } finally {
      place.readLock().unlock();
    }
  }

  /**
   * Writes a chunk again whose file has gone bad.
   *
   * @param target does not exist yet
   */
  PackAgain.Outcome packAgain(PrivateKey key, PackAgain.Lost lost, Path target) throws IOException {
    return using(now -> new PackAgain(now, parts.curve(), key, parts.storage()))
        .run(lost, digest -> media(digest, lost.id()), target);
  }

  /** Media from the journal or from another chunk. */
  private Optional<byte[]> media(Digest digest, ChunkId lost) throws IOException {
    Optional<MediaBlob> live = journal.media(digest);
    if (live.isPresent()) {
      try (InputStream in = live.get().open()) {
        return Optional.of(in.readAllBytes());
      }
    }
    Optional<MediaLocation> place = using(now -> now.media(digest));
    if (place.isPresent()
        && place.get() instanceof MediaLocation.InChunk other
        && !other.chunk().equals(lost)) {
      return read(parts.store().file(community, other.chunk()), other);
    }
    return Optional.empty();
  }

  private static Optional<byte[]> read(Path file, MediaLocation.InChunk place) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(place.offset());
      return Optional.of(in.readNBytes(Math.toIntExact(place.length())));
    }
  }

  /** Takes the rows of a chunk out that is not listed any more. */
  WriteOutcome remove(ChunkId chunk, Removal removal) throws IOException {
    return using(now -> now.remove(chunk, removal));
  }

  /**
   * Writes the database's file anew, to its least size, with leave for a second copy of it.
   *
   * @return whether there was room for that
   */
  public boolean rewrite() throws IOException {
    Optional<ReserveOutcome.Refused> refused = using(MessageDatabase::rewrite);
    refused.ifPresent(
        each -> log.info("no room to write the messages of {} anew: {}", community, each.reason()));
    return refused.isEmpty();
  }

  /** Deletes a message that is not archived yet; nothing of it is taken in again. */
  public void bury(KnownMessage message, TombstoneReason reason) throws IOException {
    if (using(now -> now.bury(message, reason)) instanceof WriteOutcome.Refused refused) {
      throw new IOException("no room to delete a message: " + refused.reason());
    }
  }

  /** The listed chunks from which a message, or edits and reactions about it, came. */
  public Set<ChunkId> chunksOf(MessageId id) {
    return using(now -> now.chunksOf(id));
  }

  /** Whether something was erased whose bytes may still stand in the database's file. */
  boolean hasErased() {
    return using(MessageDatabase::hasErased);
  }

  /** See {@link Community#forget}. */
  boolean forget(Expiry expiry) throws IOException {
    if (!filling.tryLock()) {
      return false;
    }
    try {
      if (!expiry.rules().isEmpty()) {
        if (using(MessageDatabase::eraseOver) instanceof WriteOutcome.Refused refused) {
          log.warn("no room to erase messages of {}: {}", community, refused.reason());
          return false;
        }
      }
      boolean erased = using(MessageDatabase::hasErased);
      if (erased || !expiry.rules().isEmpty()) {
        new JournalErasure(journal, this).run(expiry);
      }
      if (!erased) {
        return true;
      }
      Optional<ReserveOutcome.Refused> refused = using(MessageDatabase::rewrite);
      refused.ifPresent(
          no -> log.warn("no room to write the messages of {} anew: {}", community, no.reason()));
      return refused.isEmpty();
    } finally {
      filling.unlock();
    }
  }

  /** An archived message that is neither over nor deleted. */
  public Optional<KnownMessage> known(MessageId id) {
    return Optional.ofNullable(using(now -> now.find(List.of(id))).get(id));
  }

  /** How long imports have taken since the home was opened, nanoseconds. */
  public long importNanos() {
    return importNanos.get();
  }

  /** When the first chunk since the home was opened was readable. */
  public Optional<Instant> firstImport() {
    return Optional.ofNullable(firstImport.get());
  }

  /** Drops what a packed window's journal need not keep any more. */
  void settle(TimeWindow window) throws IOException {
    WriteOutcome outcome =
        using(
            now -> {
              journal.drop(window, now::isSettled);
              return now.settleLive(window);
            });
    if (outcome instanceof WriteOutcome.Refused refused) {
      log.info("no room to tidy the messages of {}: {}", community, refused.reason());
    }
  }

  /** How many messages can be shown. */
  public long count() {
    return using(now -> now.counts().messages());
  }

  /** A message that can be shown. */
  public Optional<ShownMessage> show(MessageId id) {
    return using(now -> now.show(id));
  }

  /** Whether all of a chunk is in the database. */
  public boolean isImported(ChunkId chunk) {
    return using(
        now -> now.importState(chunk) instanceof org.annals.importer.database.ImportState.Yes);
  }

  /** Whether rows of a chunk count as archived. */
  public boolean lists(ChunkId chunk) {
    return using(now -> now.lists(chunk));
  }

  /** Whether a tombstone names the message: then it is neither captured nor imported again. */
  public boolean isDeleted(MessageId id) {
    return using(now -> now.isDeleted(id));
  }

  /** Messages, newest first. */
  public MessagePage newestFirst(
      Optional<ChannelId> channel, Optional<PageCursor> after, int limit) {
    return using(now -> now.newestFirst(channel, after, limit));
  }

  /** Both digests. */
  public Digests digests() {
    return using(
        now -> {
          var archived = MessageDigests.of(now, View.ARCHIVED);
          return new Digests(
              archived.digest(), MessageDigests.of(now, View.ALL).digest(), archived.messages());
        });
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
   * @throws IOException when something cannot be read or there is no room; it can be run again
   * @throws InterruptedException when the thread is interrupted; chunks that lack are not marked as
   *     imported, so that they are imported later
   */
  void rebuild(List<LedgerEntry> entries, RebuildListener listener)
      throws IOException, InterruptedException {
    filling.lockInterruptibly();
    try {
      MessageDatabase fresh = replace();
      try {
        fill(fresh, entries, listener);
      } catch (InterruptedException e) {
        catchUp();
        throw e;
      }
    } finally {
      filling.unlock();
    }
  }

  /** Makes the database anew from the journal alone; see {@link Community#startMessagesAnew}. */
  void startAnew() throws IOException {
    filling.lock();
    try {
      replace();
      catchUp();
    } finally {
      filling.unlock();
    }
  }

  /** Puts an empty database into the place of the one before. */
  private MessageDatabase replace() throws IOException {
    place.writeLock().lock();
    try {
      closeDatabase();
      MessageDatabase.delete(file);
      OpenOutcome outcome = open(parts, community, file, retention);
      if (!(outcome instanceof OpenOutcome.Opened opened)) {
        throw new IOException(((OpenOutcome.Damaged) outcome).reason());
      }
      database = opened.database();
      importer = importer(database, parts);
      forgetLostImports();
      return database;
    } finally {
      place.writeLock().unlock();
    }
  }

  private void fill(MessageDatabase fresh, List<LedgerEntry> entries, RebuildListener listener)
      throws IOException, InterruptedException {
    Map<ChunkId, Path> chunks = new LinkedHashMap<>();
    for (LedgerEntry entry : entries) {
      chunks.put(entry.chunk(), parts.store().file(community, entry.chunk()));
    }
    int[] done = {0};
    DatabaseRebuild.Outcome rebuilt =
        new DatabaseRebuild(fresh, importer)
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

  void markImported(ChunkId chunk) throws IOException {
    parts
        .tables()
        .ledger()
        .change(community, chunk, entry -> entry.imported(new ImportState(0, true)));
  }

  @Override
  public void close() throws IOException {
    place.writeLock().lock();
    try {
      closeDatabase();
    } finally {
      place.writeLock().unlock();
    }
  }

  private void closeDatabase() throws IOException {
    try {
      importer.close();
    } finally {
      database.close();
    }
  }
}
