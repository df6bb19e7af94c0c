package org.annals.importer.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.annals.archiver.ChannelId;
import org.annals.archiver.ChunkId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.MessageId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.chunk.ChunkReader;
import org.annals.archiver.chunk.PlacedRecord;
import org.annals.archiver.message.Authenticator;
import org.annals.archiver.message.ContentReader;
import org.annals.archiver.message.TombstoneReason;
import org.annals.archiver.seal.KnownMessage;
import org.annals.archiver.seal.KnownMessages;
import org.annals.archiver.seal.SourceEntry;
import org.annals.importer.disk.FileGrowth;
import org.annals.importer.journal.JournalMessage;
import org.annals.keys.Digest;
import org.annals.keys.PublicKey;
import org.annals.keys.Secp256k1;
import org.annals.quota.ReserveOutcome;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageReservations;
import org.h2.mvstore.MVStoreException;

/**
 * The message database of one community.
 *
 * <ul>
 *   <li>Holds messages from listed, verified chunks and verified live messages only; the callers of
 *       {@link #chunk} and {@link #addLive} have verified them.
 *   <li>What is shown does not depend on the order of arrival. Deletion wins, and survives the
 *       removal of the chunk that said so.
 *   <li>Every growth of the file is reserved before ({@link StorageKind#DATABASE}); a refusal rolls
 *       the running transaction back and breaks nothing.
 *   <li>The file is counted while the database is open.
 *   <li>After {@code kill -9} it opens as it was after the last commit; so it does at its next use
 *       when the disk has failed. Reading then throws {@link UncheckedIOException}.
 * </ul>
 *
 * <p>Thread-safe: many readers or one writer at a time.
 */
public final class MessageDatabase implements KnownMessages, AutoCloseable {
  private static final int VERSION = 2;
  private static final long CHANGE_ROOM = 2L << 20;

  private final CommunityId community;
  private final DatabaseAccess access;
  private final Authenticator authenticator;

  private MessageDatabase(CommunityId community, Secp256k1 curve, DatabaseAccess access) {
    this.community = community;
    this.access = access;
    this.authenticator = new Authenticator(community, curve);
  }

  /**
   * Opens a database, making it when it is not there.
   *
   * @param path its file, {@code messages.mv.db}; the folder exists
   * @param moderators who, beside the author and the community's key, may delete a live message
   * @throws IOException when the disk fails or another process holds the file
   */
  public static OpenOutcome open(
      Path path,
      CommunityId community,
      Secp256k1 curve,
      StorageReservations reservations,
      Predicate<PublicKey> moderators)
      throws IOException {
    return open(path, community, curve, reservations, moderators, Retention.FOREVER);
  }

  /**
   * Opens a database whose messages are not all kept for ever, making it when it is not there.
   *
   * @param path its file, {@code messages.mv.db}; the folder exists
   * @param moderators who, beside the author and the community's key, may delete a live message
   * @param retention what is over is neither shown nor taken in, and goes with {@link #eraseOver}
   * @throws IOException when the disk fails or another process holds the file
   */
  public static OpenOutcome open(
      Path path,
      CommunityId community,
      Secp256k1 curve,
      StorageReservations reservations,
      Predicate<PublicKey> moderators,
      Retention retention)
      throws IOException {
    DatabaseFile.deleteHalfRewritten(path);
    FileGrowth growth = new FileGrowth(reservations, community.account(), StorageKind.DATABASE);
    DatabaseFile file;
    try {
      file = DatabaseFile.open(path, identity(community), growth);
    } catch (MVStoreException e) {
      return new OpenOutcome.Damaged("the message database cannot be read: " + e.getMessage());
    }
    boolean opened = false;
    try {
      if (!file.isOurs()) {
        return new OpenOutcome.Damaged(
            "the message database is of another version or another community");
      }
      file.commit();
      opened = true;
      return new OpenOutcome.Opened(
          new MessageDatabase(
              community,
              curve,
              new DatabaseAccess(
                  file, tables -> new Rows(tables, community, moderators, retention))));
    } finally {
      if (!opened) {
        file.close();
      }
    }
  }

  private static byte[] identity(CommunityId community) {
    return (VERSION + " " + community).getBytes(StandardCharsets.US_ASCII);
  }

  /** Deletes the file of a database that is not open, so that it can be built again. */
  public static void delete(Path path) throws IOException {
    Files.deleteIfExists(path);
  }

  /** The community whose messages these are. */
  public CommunityId community() {
    return community;
  }

  /** Begins or goes on with the import of a listed, verified chunk. */
  public ChunkRows chunk(ChunkReader chunk) {
    return new ChunkRows(this, chunk);
  }

  /** How far a chunk is imported: all sections, some, or none. */
  public ImportState importState(ChunkId chunk) {
    return reading(rows -> ImportState.of(rows, chunk));
  }

  /** Whether rows of a chunk count as archived. */
  public boolean lists(ChunkId chunk) {
    return reading(rows -> rows.sources.find(chunk).filter(Source::listed).isPresent());
  }

  /** The chunks that are known here, in order of their first import. */
  public List<ChunkId> importedChunks() {
    return reading(
        rows ->
            rows.sources.all().stream()
                .filter(s -> s.listed() && s.complete())
                .map(Source::chunk)
                .toList());
  }

  /**
   * Adds verified live messages; they are "not in the archive" until a chunk brings them too. Those
   * that are there, and those that are deleted, are counted and passed over.
   */
  public WriteOutcome addLive(List<JournalMessage> messages) throws IOException {
    return access.writing(
        LiveRows.roomFor(messages),
        () -> {
          Rows rows = access.rows();
          return new LiveRows(rows, rows.resolver, new ContentReader(community)).add(messages);
        });
  }

  /**
   * Whether a live message is archived, or can have no effect any more: then the journal need not
   * keep it.
   */
  @Override
  public boolean isSettled(SourceEntry entry) {
    return reading(rows -> new Settled(rows, rows.resolver).test(entry));
  }

  /** Removes live rows of a window that are settled; returns how many. */
  public WriteOutcome settleLive(TimeWindow window) throws IOException {
    return changing(rows -> new Settled(rows, rows.resolver).removeFrom(window));
  }

  /** Takes the rows of a chunk out, or out of the archive. Unknown chunks are no error. */
  public WriteOutcome remove(ChunkId chunk, Removal removal) throws IOException {
    return changing(rows -> new ChunkRemoval(rows).remove(chunk, removal));
  }

  /**
   * Deletes a message that is not archived yet: whatever there is of it goes, and nothing of it is
   * taken in again.
   */
  public WriteOutcome bury(KnownMessage message, TombstoneReason reason) throws IOException {
    return changing(
        rows -> {
          var unused =
              new Ingest(rows)
                  .tombstone(
                      Sources.LIVE, message.id(), message.channel(), message.clock(), reason);
        });
  }

  /** The chunks that rows of a message, or edits and reactions about it, came from. */
  public Set<ChunkId> chunksOf(MessageId id) {
    return reading(
        rows -> {
          Set<ChunkId> chunks = new HashSet<>();
          rows.of(id)
              .forEach(row -> rows.listedSource(row).map(Source::chunk).ifPresent(chunks::add));
          rows.facts(id)
              .forEach(row -> rows.listedSource(row).map(Source::chunk).ifPresent(chunks::add));
          return chunks;
        });
  }

  /** Removes all rows whose time is over. */
  public WriteOutcome eraseOver() throws IOException {
    return changing(
        rows -> {
          if (new Erasure(rows).run() > 0) {
            rows.noteErased();
          }
        });
  }

  /**
   * Whether something was erased whose bytes may still stand in free parts of the file; {@link
   * #rewrite} ends that.
   */
  public boolean hasErased() {
    return reading(rows -> rows.tables.about().containsKey(Tables.ERASED));
  }

  /**
   * Writes the file anew, so that nothing stands in it but what is in the database. Readers wait
   * only for the change of files; asks for leave for a second copy first. A chunk that is being
   * imported goes on in the new file.
   *
   * @return why there is no room for it, or empty
   */
  public Optional<ReserveOutcome.Refused> rewrite() throws IOException {
    return access.rewrite();
  }

  /**
   * Puts an empty database into the place of this one, so that it can be built again. No chunk may
   * be under way.
   *
   * @throws IOException when the disk fails or there is no room; what was here is here then, or the
   *     next use finds it empty
   */
  public void startAnew() throws IOException {
    access.startAnew();
  }

  /** A message by its id, or empty when it is not here or not to be shown. */
  public Optional<ShownMessage> show(MessageId id) {
    return reading(rows -> new Listing(rows, rows.resolver).show(id));
  }

  /**
   * Messages from new to old.
   *
   * @param channel only of this one
   * @param after where the page before ended
   * @param limit 1 or more
   */
  public MessagePage newestFirst(
      Optional<ChannelId> channel, Optional<PageCursor> after, int limit) {
    return reading(rows -> new Listing(rows, rows.resolver).newestFirst(channel, after, limit));
  }

  /**
   * All messages from old to new, page by page: for a search index.
   *
   * @param limit 1 or more
   */
  public MessagePage oldestFirst(Optional<PageCursor> after, int limit) {
    return reading(rows -> new Listing(rows, rows.resolver).oldestFirst(after, limit));
  }

  /**
   * Hands over everything that counts in a view, in the order of FORMAT section 8: messages
   * ascending by (clock, id), then tombstones ascending by target. Writers wait meanwhile.
   *
   * @param fromMillis first clock, inclusive
   * @param toMillis last clock, exclusive
   */
  public void visit(
      View view,
      long fromMillis,
      long toMillis,
      Consumer<ShownMessage> messages,
      Consumer<ShownTombstone> tombstones) {
    visiting(
        rows -> {
          Listing listing = new Listing(rows, rows.resolver);
          listing.visit(view, fromMillis, toMillis, messages);
          listing.tombstones(view, fromMillis, toMillis, tombstones);
        });
  }

  /** The channels that occur, with how many messages each has. */
  public List<ChannelSummary> channels() {
    return reading(rows -> ChannelSummary.all(rows));
  }

  /** Where the bytes of a medium are. */
  public Optional<MediaLocation> media(Digest digest) {
    return reading(rows -> new MediaRows(rows).find(digest));
  }

  /**
   * What a chunk said, in the order of the walk; nothing when not all of it is here. The database
   * does not keep signatures, which are all zero, nor the deletions of tombstones.
   *
   * @param media opens the chunk's media when they are read
   */
  public List<PlacedRecord> recordsOf(ChunkId chunk, ChunkMedia media) {
    return reading(
        rows ->
            rows.sources
                .find(chunk)
                .filter(Source::complete)
                .map(source -> new ChunkReadBack(rows, rows.resolver, source, media).records())
                .orElse(List.of()));
  }

  /** What is in the database. */
  public DatabaseCounts counts() {
    return reading(
        rows -> {
          Tables t = rows.tables;
          long chunks = rows.sources.all().stream().filter(s -> s.listed() && s.complete()).count();
          return new DatabaseCounts(
              t.messages().sizeAsLong(),
              t.facts().sizeAsLong(),
              t.tombstones().sizeAsLong(),
              t.authors().sizeAsLong(),
              t.channels().sizeAsLong(),
              t.media().sizeAsLong(),
              chunks,
              access.file().length());
        });
  }

  @Override
  public Map<MessageId, KnownMessage> find(Collection<MessageId> ids) {
    return reading(rows -> new Known(rows, rows.resolver).find(ids));
  }

  @Override
  public Set<MessageId> tombstoned(Collection<MessageId> ids) {
    return reading(rows -> new Known(rows, rows.resolver).tombstoned(ids));
  }

  @Override
  public void ofAuthor(PublicKey author, Consumer<KnownMessage> sink) {
    visiting(rows -> new Known(rows, rows.resolver).ofAuthor(author, sink));
  }

  /** Whether any tombstone names the message: then it is neither captured nor packed nor served. */
  public boolean isDeleted(MessageId id) {
    return reading(rows -> rows.isTombstoned(id));
  }

  /** Gathers what lies scattered, as far as it is worth it. Call it between chunks. */
  public WriteOutcome compact() throws IOException {
    DatabaseFile file = access.file();
    boolean worthIt = reading(rows -> file.isScattered());
    if (!worthIt) {
      return new WriteOutcome.Done(IngestCounts.NONE);
    }
    return access.writing(
        file.compactionRoom(),
        () -> {
          file.compact();
          return IngestCounts.NONE;
        });
  }

  Authenticator authenticator() {
    return authenticator;
  }

  DatabaseAccess access() {
    return access;
  }

  private <T> T reading(Function<Rows, T> question) {
    return access.reading(() -> question.apply(access.rows()));
  }

  private void visiting(Consumer<Rows> walk) {
    var unused =
        access.reading(
            () -> {
              walk.accept(access.rows());
              return IngestCounts.NONE;
            });
  }

  /** A change about whose outcome there is no more to say than that it is done. */
  private WriteOutcome changing(Consumer<Rows> change) throws IOException {
    return access.writing(
        CHANGE_ROOM,
        () -> {
          change.accept(access.rows());
          return IngestCounts.NONE;
        });
  }

  @Override
  public void close() throws IOException {
    access.close();
  }
}
