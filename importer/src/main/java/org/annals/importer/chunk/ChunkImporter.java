package org.annals.importer.chunk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
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
 *   <li>Memory: two sections, whatever the size of the chunk, with leave of the gate.
 *   <li>The next chunk, when it is known, is begun once nothing is left to be read of this one; its
 *       first section takes the place of the second. It stays begun, its file open, until the next
 *       import, {@link #letGo} or {@link #close}. Between imports it holds the buffers of its
 *       section, unless somebody waits for them.
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
  private final Object lookAhead = new Object();

  /** Guarded by {@link #lookAhead}. */
  private @Nullable BegunChunk ahead;

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
    return importChunk(new Upcoming(file, id), Optional::empty);
  }

  /**
   * Imports a chunk, and begins to read and check the one that follows.
   *
   * @param next what is imported next, as far as is known; importing another one is no error. It is
   *     asked at most once, during the call: who gives a chunk up marks it first, so that it is not
   *     said here any more, then has it {@linkplain #letGo let go}
   * @throws IOException when file or database cannot be read or written
   * @throws InterruptedException when the thread is interrupted; whole sections stay
   */
  public ImportOutcome importChunk(Upcoming wanted, Supplier<Optional<Upcoming>> next)
      throws IOException, InterruptedException {
    Optional<BegunChunk> begun = begun(wanted);
    Optional<WorkGate.Buffers> second =
        begun.flatMap(each -> gate.tryHold(account(), BegunChunk.SECTION_BUFFERS));
    if (begun.isPresent() && second.isEmpty()) {
      // Others may wait for what it holds.
      begun.get().close();
      begun = Optional.empty();
    }
    try (WorkGate.Buffers buffers = second.isPresent() ? second.get() : twoSections()) {
      if (begun.isEmpty()) {
        OpenOutcome outcome = open(wanted);
        if (outcome instanceof OpenOutcome.Unsupported unsupported) {
          return new ImportOutcome.Unsupported(unsupported.reason());
        }
        if (outcome instanceof OpenOutcome.Rejected rejected) {
          return new ImportOutcome.Damaged(rejected.reason());
        }
        begun = Optional.of(opened(wanted, (OpenOutcome.Opened) outcome, buffers));
      }
      return run(begun.get(), buffers, next);
    }
  }

  private WorkGate.Buffers twoSections() throws InterruptedException {
    return gate.hold(account(), 2 * BegunChunk.SECTION_BUFFERS);
  }

  private ImportOutcome run(
      BegunChunk begun, WorkGate.Buffers second, Supplier<Optional<Upcoming>> next)
      throws IOException, InterruptedException {
    try (BegunChunk current = begun;
        WorkGate.Work work = gate.begin(account())) {
      current.pipeline().whenAllIsBegun(() -> begin(next, second));
      ChunkReader chunk = current.chunk();
      return new ChunkImport(chunk, database.chunk(chunk), current.pipeline(), work).run();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      if (gate.isAwaited()) {
        close();
      }
    }
  }

  private OpenOutcome open(Upcoming chunk) throws IOException {
    return ChunkReader.open(chunk.file(), database.community(), chunk.id(), curve);
  }

  private BegunChunk opened(Upcoming of, OpenOutcome.Opened opened, WorkGate.Buffers from) {
    PacedExecutor threads = new PacedExecutor(verifiers, gate, account());
    ChunkReader chunk = opened.chunk();
    return new BegunChunk(
        of,
        chunk,
        new SectionPipeline(chunk, authenticator, threads),
        from.split(BegunChunk.SECTION_BUFFERS));
  }

  private Account account() {
    return database.community().account();
  }

  /** This chunk, if it was begun; lets go of another one. */
  private Optional<BegunChunk> begun(Upcoming wanted) throws IOException {
    synchronized (lookAhead) {
      if (ahead == null || !ahead.of().equals(wanted)) {
        close();
      }
      Optional<BegunChunk> begun = Optional.ofNullable(ahead);
      ahead = null;
      return begun;
    }
  }

  /** Whatever is wrong with the chunk is said when it is its turn. */
  private void begin(Supplier<Optional<Upcoming>> next, WorkGate.Buffers second) {
    synchronized (lookAhead) {
      Optional<Upcoming> said = next.get();
      if (said.isEmpty() || !(database.importState(said.get().id()) instanceof ImportState.No)) {
        return;
      }
      try {
        if (open(said.get()) instanceof OpenOutcome.Opened opened) {
          BegunChunk begun = opened(said.get(), opened, second);
          ahead = begun;
          begun.pipeline().begin(section -> false);
        }
      } catch (IOException e) {
        log.debug("chunk {} cannot be begun", said.get().id(), e);
      }
    }
  }

  /**
   * Lets go of a chunk that is about to be deleted, if it was begun: no handle on its file is open
   * on return.
   */
  public void letGo(ChunkId chunk) throws IOException {
    synchronized (lookAhead) {
      if (ahead != null && ahead.of().id().equals(chunk)) {
        close();
      }
    }
  }

  /** Lets go of what was begun. Imports may follow all the same. */
  @Override
  public void close() throws IOException {
    synchronized (lookAhead) {
      BegunChunk begun = ahead;
      ahead = null;
      if (begun != null) {
        begun.close();
      }
    }
  }
}
