package org.annals.importer.chunk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import org.annals.archiver.ChunkId;
import org.annals.archiver.chunk.ChunkReader;
import org.annals.archiver.chunk.OpenOutcome;
import org.annals.archiver.message.Authenticator;
import org.annals.importer.database.MessageDatabase;
import org.annals.keys.Secp256k1;
import org.annals.quota.Account;
import org.annals.quota.work.WorkGate;

/**
 * Imports listed, verified chunks into a community's message database.
 *
 * <ul>
 *   <li>One transaction per section, with a (chunk, section) mark: importing again, or after a
 *       crash, does only what is missing.
 *   <li>The author's signature of every record is checked; a record that fails is counted and left
 *       out, the rest stands.
 *   <li>Memory: two sections, whatever the size of the chunk.
 * </ul>
 *
 * <p>Thread-safe; imports into one database follow each other.
 */
public final class ChunkImporter {
  private final MessageDatabase database;
  private final Secp256k1 curve;
  private final Authenticator authenticator;
  private final ExecutorService verifiers;
  private final WorkGate gate;

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
    OpenOutcome outcome = ChunkReader.open(file, database.community(), id, curve);
    if (outcome instanceof OpenOutcome.Unsupported unsupported) {
      return new ImportOutcome.Unsupported(unsupported.reason());
    }
    if (outcome instanceof OpenOutcome.Rejected rejected) {
      return new ImportOutcome.Damaged(rejected.reason());
    }
    Account account = database.community().account();
    try (WorkGate.Work work = gate.begin(account);
        ChunkReader chunk = ((OpenOutcome.Opened) outcome).chunk()) {
      PacedExecutor threads = new PacedExecutor(verifiers, gate, account);
      SectionPipeline pipeline = new SectionPipeline(chunk, authenticator, threads);
      return new ChunkImport(chunk, database.chunk(chunk), pipeline, work).run();
    }
  }
}
