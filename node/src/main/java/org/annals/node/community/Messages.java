package org.annals.node.community;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.annals.archiver.ChannelId;
import org.annals.archiver.ChunkId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.MessageId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.message.TombstoneReason;
import org.annals.archiver.seal.KnownMessage;
import org.annals.archiver.seal.KnownMessages;
import org.annals.importer.database.ChannelSummary;
import org.annals.importer.database.ImportState;
import org.annals.importer.database.MessageDatabase;
import org.annals.importer.database.MessagePage;
import org.annals.importer.database.PageCursor;
import org.annals.importer.database.Removal;
import org.annals.importer.database.ShownMessage;
import org.annals.importer.database.View;
import org.annals.importer.database.WriteOutcome;
import org.annals.importer.digest.MessageDigests;
import org.annals.importer.journal.JournalMessage;
import org.annals.importer.journal.LiveJournal;
import org.annals.keys.Digest;
import org.annals.quota.ReserveOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages of a community that are in its message database: shown, deleted, digested. The
 * database is a view of chunks and live journal: a damaged one is deleted and built again.
 * Thread-safe.
 */
public final class Messages {
  private static final Logger log = LoggerFactory.getLogger(Messages.class);

  private final CommunityId community;
  private final LiveJournal journal;
  private final CommunityDatabase database;

  Messages(CommunityId community, LiveJournal journal, CommunityDatabase database) {
    this.community = community;
    this.journal = journal;
    this.database = database;
  }

  /**
   * What a database says of itself: a value for what is archived and one for all.
   *
   * @param messages that are shown and archived
   */
  public record Digests(Digest archived, Digest all, long messages) {}

  /** The archived messages, as the packer asks for them. */
  public KnownMessages known() {
    return new ArchivedMessages(database);
  }

  /** Adds live messages that the journal has. */
  public void addLive(List<JournalMessage> messages) throws IOException {
    WriteOutcome outcome = database.using(now -> now.addLive(messages));
    if (outcome instanceof WriteOutcome.Refused refused) {
      // The journal has them; they are shown once there is room.
      log.warn("no room to show live messages of {}: {}", community, refused.reason());
    }
  }

  /** Takes the rows of a chunk out that is not listed any more. */
  public WriteOutcome remove(ChunkId chunk, Removal removal) throws IOException {
    return database.using(now -> now.remove(chunk, removal));
  }

  /**
   * Writes the database's file anew, to its least size, with leave for a second copy of it.
   *
   * @return whether there was room for that
   */
  public boolean rewrite() throws IOException {
    Optional<ReserveOutcome.Refused> refused = database.using(MessageDatabase::rewrite);
    refused.ifPresent(
        each -> log.info("no room to write the messages of {} anew: {}", community, each.reason()));
    return refused.isEmpty();
  }

  /** Deletes a message that is not archived yet; nothing of it is taken in again. */
  public void bury(KnownMessage message, TombstoneReason reason) throws IOException {
    if (database.using(now -> now.bury(message, reason)) instanceof WriteOutcome.Refused refused) {
      throw new IOException("no room to delete a message: " + refused.reason());
    }
  }

  /** The listed chunks from which a message, or edits and reactions about it, came. */
  public Set<ChunkId> chunksOf(MessageId id) {
    return database.using(now -> now.chunksOf(id));
  }

  /** Whether something was erased whose bytes may still stand in the database's file. */
  boolean hasErased() {
    return database.using(MessageDatabase::hasErased);
  }

  /** An archived message that is neither over nor deleted. */
  public Optional<KnownMessage> known(MessageId id) {
    return Optional.ofNullable(database.using(now -> now.find(List.of(id))).get(id));
  }

  /** Drops what a packed window's journal need not keep any more. */
  public void settle(TimeWindow window) throws IOException {
    WriteOutcome outcome =
        database.using(
            now -> {
              journal.drop(window, now::isSettled);
              return now.settleLive(window);
            });
    if (outcome instanceof WriteOutcome.Refused refused) {
      log.info("no room to tidy the messages of {}: {}", community, refused.reason());
    }
  }

  /** How many messages there are, each once, from however many sources it came. */
  public long count() {
    return database.using(now -> now.channels().stream().mapToLong(ChannelSummary::messages).sum());
  }

  /** A message that can be shown. */
  public Optional<ShownMessage> show(MessageId id) {
    return database.using(now -> now.show(id));
  }

  /** Whether all of a chunk is in the database. */
  public boolean isImported(ChunkId chunk) {
    return database.using(now -> now.importState(chunk) instanceof ImportState.Yes);
  }

  /** Whether rows of a chunk count as archived. */
  public boolean lists(ChunkId chunk) {
    return database.using(now -> now.lists(chunk));
  }

  /** Whether a tombstone names the message: then it is neither captured nor imported again. */
  public boolean isDeleted(MessageId id) {
    return database.using(now -> now.isDeleted(id));
  }

  /** Messages, newest first. */
  public MessagePage newestFirst(
      Optional<ChannelId> channel, Optional<PageCursor> after, int limit) {
    return database.using(now -> now.newestFirst(channel, after, limit));
  }

  /** Both digests. */
  public Digests digests() {
    return database.using(
        now -> {
          var archived = MessageDigests.of(now, View.ARCHIVED);
          return new Digests(
              archived.digest(), MessageDigests.of(now, View.ALL).digest(), archived.messages());
        });
  }
}
