package org.annals.importer.chunk;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.annals.archiver.ChunkId;
import org.annals.archiver.chunk.ChunkReader;
import org.annals.archiver.chunk.OpenOutcome;
import org.annals.archiver.message.Authenticator;
import org.annals.importer.database.ImportState;
import org.annals.importer.database.MessageDatabase;
import org.annals.keys.Secp256k1;
import org.annals.quota.Account;
import org.annals.quota.work.WorkGate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Imports listed, verified chunks into a community's message database.
 *
 * <ul>
 *   <li>One transaction per section, with a (chunk, section) mark: importing again, or after a
 *       crash, does only what is missing.
 *   <li>The author's signature of every record is checked; a record that fails is counted and left
 *       out, the rest stands.
 *   <li>Memory: three sections, whatever the size of the chunk.
 *   <li>The next chunk, when it is known, is read and checked while this one is still written; what
 *       was begun and is not imported after all ends with the next import or {@link #close}.
 * </ul>
 *
 * <p>Thread-safe; imports into one database follow each other.
 */
public final class ChunkImporter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ChunkImporter.class);

  private final MessageDatabase database;
  private final Secp256k1 curve;
  private final Authenticator authenticator;
  private final ExecutorService verifiers;
  private final WorkGate gate;
  private final AtomicReference<@Nullable BegunChunk> ahead = new AtomicReference<>();

  /**
   * An importer for one database.
   *
   * @param verifiers threads that read sections and check signatures; as many as there are cores
   */
  public ChunkImporter(MessageDatabase database, Secp256k1 curve, ExecutorService verifiers) {
    this(database, curve, verifiers, WorkGate.unlimited());
  }

  /**
   * An importer for one database that works as this gate lets it.
   *
   * @param verifiers threads that read sections and check signatures; as many as there are cores
   */
  public ChunkImporter(
      MessageDatabase database, Secp256k1 curve, ExecutorService verifiers, WorkGate gate) {
    this.database = database;
    this.curve = curve;
    this.authenticator = new Authenticator(database.community(), curve);
    this.verifiers = verifiers;
    this.gate = gate;
  }

  /**
   * Imports a chunk.
   *
   * @throws IOException when file or database cannot be read or written
   * @throws InterruptedException when the thread is interrupted; whole sections stay
   */
  public ImportOutcome importChunk(Path file, ChunkId id) throws IOException, InterruptedException {
    return importChunk(new Upcoming(file, id), Optional.empty());
  }

  /**
   * Imports a chunk, and begins to read and check the one that follows.
   *
   * @param next what is imported next, as far as is known; importing another one is no error
   * @throws IOException when file or database cannot be read or written
   * @throws InterruptedException when the thread is interrupted; whole sections stay
   */
  public ImportOutcome importChunk(Upcoming wanted, Optional<Upcoming> next)
      throws IOException, InterruptedException {
    BegunChunk begun = ahead.getAndSet(null);
    if (begun != null && !begun.of().equals(wanted)) {
      begun.close();
      begun = null;
    }
    if (begun == null) {
      OpenOutcome outcome = open(wanted);
      if (outcome instanceof OpenOutcome.Unsupported unsupported) {
        return new ImportOutcome.Unsupported(unsupported.reason());
      }
      if (outcome instanceof OpenOutcome.Rejected rejected) {
        return new ImportOutcome.Damaged(rejected.reason());
      }
      begun = begun(wanted, (OpenOutcome.Opened) outcome);
    }
    try (BegunChunk current = begun;
        WorkGate.Work work = gate.begin(account())) {
      next.ifPresent(following -> current.pipeline().whenAllIsBegun(() -> begin(following)));
      ChunkReader chunk = current.chunk();
      return new ChunkImport(chunk, database.chunk(chunk), current.pipeline(), work).run();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private OpenOutcome open(Upcoming chunk) throws IOException {
    return ChunkReader.open(chunk.file(), database.community(), chunk.id(), curve);
  }

  private BegunChunk begun(Upcoming of, OpenOutcome.Opened opened) {
    PacedExecutor threads = new PacedExecutor(verifiers, gate, account());
    ChunkReader chunk = opened.chunk();
    return new BegunChunk(of, chunk, new SectionPipeline(chunk, authenticator, threads));
  }

  private Account account() {
    return database.community().account();
  }

  /** Whatever is wrong with the chunk is said when it is its turn. */
  private void begin(Upcoming next) {
    if (!(database.importState(next.id()) instanceof ImportState.No)) {
      return;
    }
    try {
      if (open(next) instanceof OpenOutcome.Opened opened) {
        BegunChunk begun = begun(next, opened);
        begun.pipeline().begin(section -> false);
        BegunChunk before = ahead.getAndSet(begun);
        if (before != null) {
          before.close();
        }
      }
    } catch (IOException e) {
      log.debug("chunk {} cannot be begun", next.id(), e);
    }
  }

  /** Lets go of what was begun. */
  @Override
  public void close() throws IOException {
    BegunChunk begun = ahead.getAndSet(null);
    if (begun != null) {
      begun.close();
    }
  }

  /** A chunk whose sections are being read and checked. */
  private record BegunChunk(Upcoming of, ChunkReader chunk, SectionPipeline pipeline)
      implements Closeable {
    @Override
    public void close() throws IOException {
      pipeline.close();
      chunk.close();
    }
  }
}
