package org.annals.importer.database;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChannelId;
import org.annals.archiver.MessageId;
import org.annals.archiver.chunk.AcceptedRecord;
import org.annals.archiver.chunk.ChunkReader;
import org.annals.archiver.chunk.MediaEntry;
import org.annals.archiver.message.ArchiveRecord;
import org.annals.archiver.message.Envelope;
import org.annals.archiver.message.MessageContent;
import org.annals.archiver.message.PayloadPart;
import org.annals.archiver.message.StatedEnvelope;
import org.annals.importer.database.IngestCounts.Kind;
import org.annals.quota.ReserveOutcome;

/**
 * One chunk on its way into the database, section by section: {@link #add} any number of times,
 * then {@link #endSection}, and {@link #finish} after the last one.
 *
 * <ul>
 *   <li>A section becomes visible to later runs with all its records and its mark, or not at all;
 *       small sections may share a commit.
 *   <li>Sections that are marked already are to be left out ({@link #isImported}).
 *   <li>A refusal or an error rolls back to the last commit; this object is of no use then.
 * </ul>
 *
 * <p>Confined to one thread. Other writers wait from its making, or the next {@link #reserve}, to
 * the next commit.
 */
public final class ChunkRows {
  /** Changes of about this size are worth a commit of their own. */
  private static final long COMMIT_BYTES = 3L << 20;

  /** What a commit of that many raw bytes may write: rows, and scattered pages of the indexes. */
  private static final int GROWTH_FACTOR = 4;

  private static final long GROWTH_BASE = 2L << 20;

  private final MessageDatabase database;
  private final ChunkReader chunk;
  private final DatabaseAccess access;
  private final DatabaseFile file;
  private final Source source;
  private final IngestCounts.Tally counts = new IngestCounts.Tally();
  private long uncommitted;
  private Rows rows;
  private Ingest ingest;
  private boolean owner;

  ChunkRows(MessageDatabase database, ChunkReader chunk) {
    this.database = database;
    this.access = database.access();
    this.chunk = chunk;
    this.file = access.file();
    this.rows = access.rows();
    this.ingest = new Ingest(rows);
    own();
    boolean entered = false;
    try {
      this.source = access.step(this::enter);
      entered = true;
    } finally {
      if (!entered) {
        abandon();
      }
    }
  }

  private void own() {
    if (!owner) {
      access.begin();
      owner = true;
      // Another writer may have gone back to the last commit, or have put another file in place.
      rows = access.rows();
      ingest = new Ingest(rows);
    }
  }

  private void disown() {
    if (owner) {
      owner = false;
      access.end();
    }
  }

  private Source enter() {
    long mediaOffset =
        chunk.index().media().stream()
            .filter(MediaEntry.Archived.class::isInstance)
            .map(MediaEntry.Archived.class::cast)
            .findFirst()
            .map(m -> chunk.offset(m) - m.offset())
            .orElse(0L);
    Source entered =
        rows.sources.enter(chunk.id(), chunk.header().position(), mediaOffset, chunk.sections());
    if (!entered.complete()) {
      new MediaRows(rows).put(entered.number(), chunk.index().media());
    }
    return entered;
  }

  /** Whether a section is in the database already. */
  public boolean isImported(int section) {
    return access.reading(
        () -> access.rows().tables.marks().containsKey(Keys.mark(source.number(), section)));
  }

  /**
   * Reserves room for a section, before any of it is added.
   *
   * @return why there is none, or empty
   */
  public Optional<ReserveOutcome.Refused> reserve(int section) {
    own();
    long raw = chunk.index().sections().get(section).rawLength();
    return file.reserveAhead((uncommitted + raw) * GROWTH_FACTOR + GROWTH_BASE);
  }

  /** Adds records of the section that is being imported. */
  public void add(List<AcceptedRecord> records) {
    own();
    access.step(
        () -> {
          for (AcceptedRecord record : records) {
            counts.add(add(record));
          }
          return counts;
        });
  }

  private Kind add(AcceptedRecord accepted) {
    ArchiveRecord record = accepted.record();
    ChannelId channel = accepted.channel();
    if (record instanceof ArchiveRecord.Tombstone gone) {
      return ingest.tombstone(
          source.number(), gone.target(), gone.channel(), gone.clock(), gone.reason());
    }
    if (record instanceof ArchiveRecord.Edited edited && channel != null) {
      return ingest.message(
          source.number(),
          accepted.clock(),
          accepted.id(),
          channel,
          edited.edit(),
          Optional.of(editId(edited.edit())),
          Optional.of(edited.carried()));
    }
    StatedEnvelope envelope = ((ArchiveRecord.Signed) record).envelope();
    MessageContent content = accepted.content().orElseThrow();
    if (content instanceof MessageContent.Chat && channel != null) {
      return ingest.message(
          source.number(),
          accepted.clock(),
          accepted.id(),
          channel,
          envelope,
          Optional.empty(),
          Optional.empty());
    }
    MessageId target = content.targetId().orElse(Resolver.NO_TARGET);
    return ingest.fact(source.number(), accepted.clock(), accepted.id(), target, channel, envelope);
  }

  /** Edits have no media, so their payload is whole. */
  private MessageId editId(StatedEnvelope edit) {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    for (PayloadPart part : edit.payload()) {
      if (part instanceof PayloadPart.Inline inline) {
        payload.writeBytes(inline.bytes());
      }
    }
    Envelope envelope = new Envelope(edit.signature(), payload.toByteArray(), edit.type());
    return database.authenticator().nativeId(edit.author(), envelope).orElseThrow();
  }

  /**
   * Marks a section as imported, and commits when enough has come together.
   *
   * @return a refusal when there was no room after all: everything since the last commit is undone
   */
  public Optional<WriteOutcome.Refused> endSection(int section) throws IOException {
    own();
    access.step(() -> rows.tables.marks().put(Keys.mark(source.number(), section), Tables.PRESENT));
    uncommitted += chunk.index().sections().get(section).rawLength();
    return uncommitted >= COMMIT_BYTES ? commit(false) : Optional.empty();
  }

  /** Marks the chunk as imported and makes it durable. */
  public Optional<WriteOutcome.Refused> finish() throws IOException {
    own();
    access.step(
        () -> {
          rows.sources.put(source.with(true, true));
          return source;
        });
    return commit(true);
  }

  private Optional<WriteOutcome.Refused> commit(boolean durable) throws IOException {
    try {
      WriteOutcome outcome =
          access.committing(
              () -> {
                file.commit();
                if (durable) {
                  file.sync();
                }
                return IngestCounts.NONE;
              });
      uncommitted = 0;
      return outcome instanceof WriteOutcome.Refused refused
          ? Optional.of(refused)
          : Optional.empty();
    } finally {
      file.releaseAhead();
      disown();
    }
  }

  /** Undoes everything since the last commit. */
  public void abandon() {
    if (owner) {
      file.releaseAhead();
      access.undo();
      disown();
    }
  }

  /** What became of the records so far. */
  public IngestCounts counts() {
    return counts.total();
  }
}
