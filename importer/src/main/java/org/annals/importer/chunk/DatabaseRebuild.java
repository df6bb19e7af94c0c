package org.annals.importer.chunk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.annals.archiver.ChunkId;
import org.annals.archiver.seal.SourceEntry;
import org.annals.importer.database.IngestCounts;
import org.annals.importer.database.MessageDatabase;
import org.annals.importer.database.WriteOutcome;
import org.annals.importer.journal.JournalMessage;
import org.annals.importer.journal.LiveJournal;

/**
 * Fills a database from chunks and journal: a new one, or one that lacks something after a crash.
 * What is there already is passed over.
 */
public final class DatabaseRebuild {
  private static final long BATCH_BYTES = 2L << 20;

  private final MessageDatabase database;
  private final ChunkImporter importer;

  /** What came of it. */
  public sealed interface Outcome {}

  /**
   * Everything that can be read is in the database.
   *
   * @param chunks by id, what came of each; damaged and unsupported ones are among them
   * @param live what became of the journal's messages
   */
  public record Rebuilt(Map<ChunkId, ImportOutcome> chunks, IngestCounts live) implements Outcome {}

  /** There is no room; what was done so far stays, and it can go on from there. */
  public record NoRoom(String reason, long missing) implements Outcome {}

  /** Fills this database. */
  public DatabaseRebuild(MessageDatabase database, ChunkImporter importer) {
    this.database = database;
    this.importer = importer;
  }

  /**
   * Imports the chunks in the order given, compacting between them, then the journal.
   *
   * @param chunks listed, verified ones and their files
   * @param progress gets each chunk when it is done
   */
  public Outcome run(
      Map<ChunkId, Path> chunks, LiveJournal journal, BiConsumer<ChunkId, ImportOutcome> progress)
      throws IOException, InterruptedException {
    Map<ChunkId, ImportOutcome> done = new TreeMap<>();
    List<Upcoming> all =
        chunks.entrySet().stream().map(c -> new Upcoming(c.getValue(), c.getKey())).toList();
    try {
      for (int i = 0; i < all.size(); i++) {
        Upcoming chunk = all.get(i);
        int after = i + 1;
        ImportOutcome outcome =
            importer.importChunk(chunk, () -> all.stream().skip(after).findFirst());
        if (outcome instanceof ImportOutcome.NoRoom noRoom) {
          return new NoRoom(noRoom.reason(), noRoom.missing());
        }
        done.put(chunk.id(), outcome);
        progress.accept(chunk.id(), outcome);
        // Without room for it the file stays as it is, which is no reason to stop.
        database.compact();
      }
    } finally {
      importer.close();
    }
    return catchUp(journal, done);
  }

  /** Adds what the journal has and the database lacks, for example after a crash between both. */
  public Outcome catchUp(LiveJournal journal) throws IOException {
    return catchUp(journal, Map.of());
  }

  private Outcome catchUp(LiveJournal journal, Map<ChunkId, ImportOutcome> done)
      throws IOException {
    IngestCounts counts = IngestCounts.NONE;
    List<SourceEntry> entries = new ArrayList<>();
    for (var window : journal.windows()) {
      entries.clear();
      journal.entries(window.startSeconds() * 1000, window.endSeconds() * 1000, entries::add);
      int at = 0;
      while (at < entries.size()) {
        List<JournalMessage> batch = new ArrayList<>();
        long bytes = 0;
        while (at < entries.size() && bytes < BATCH_BYTES) {
          Optional<JournalMessage> message = journal.message(entries.get(at++));
          message.ifPresent(batch::add);
          bytes += message.map(m -> m.envelope().length + 200L).orElse(0L);
        }
        WriteOutcome outcome = database.addLive(batch);
        if (outcome instanceof WriteOutcome.Refused refused) {
          return new NoRoom(refused.reason(), refused.missing());
        }
        counts = counts.plus(((WriteOutcome.Done) outcome).counts());
      }
    }
    return new Rebuilt(done, counts);
  }
}
