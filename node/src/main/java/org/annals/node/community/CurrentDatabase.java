package org.annals.node.community;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.annals.archiver.ChunkId;
import org.annals.archiver.CommunityId;
import org.annals.importer.chunk.ChunkImporter;
import org.annals.importer.database.MessageDatabase;
import org.annals.importer.database.OpenOutcome;
import org.annals.importer.database.Retention;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The message database of a community that is in use at the moment: an empty one can take its
 * place, which waits for whoever uses it. Thread-safe.
 */
final class CurrentDatabase implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CurrentDatabase.class);

  private final HomeParts parts;
  private final CommunityId community;
  private final Path file;
  private final Retention retention;

  /** Held to read by whoever uses the database, to write while another one takes its place. */
  private final ReadWriteLock place = new ReentrantReadWriteLock();

  private MessageDatabase database;

  /** Of this database, and closed before it. */
  private ChunkImporter importer;

  private CurrentDatabase(
      HomeParts parts, CommunityId community, Path file, Retention retention, OpenOutcome opened)
      throws IOException {
    this.parts = parts;
    this.community = community;
    this.file = file;
    this.retention = retention;
    this.database = database(opened);
    this.importer = importer(database);
  }

  /** Opens what is in a community's directory; an empty one takes the place of a damaged one. */
  static CurrentDatabase open(
      HomeParts parts, CommunityId community, Path directory, Retention retention)
      throws IOException {
    Path file = directory.resolve("messages.mv.db");
    OpenOutcome outcome = openFile(parts, community, file, retention);
    if (outcome instanceof OpenOutcome.Damaged damaged) {
      log.warn("{}; it is built again from chunks and journal", damaged.reason());
      MessageDatabase.delete(file);
      outcome = openFile(parts, community, file, retention);
    }
    return new CurrentDatabase(parts, community, file, retention, outcome);
  }

  private static OpenOutcome openFile(
      HomeParts parts, CommunityId community, Path file, Retention retention) throws IOException {
    return MessageDatabase.open(
        file, community, parts.curve(), parts.storage(), author -> false, retention);
  }

  private static MessageDatabase database(OpenOutcome outcome) throws IOException {
    if (outcome instanceof OpenOutcome.Opened opened) {
      return opened.database();
    }
    throw new IOException(((OpenOutcome.Damaged) outcome).reason());
  }

  private ChunkImporter importer(MessageDatabase into) {
    return new ChunkImporter(into, parts.curve(), parts.verifiers(), parts.work());
  }

  /** Something done with the database, which stays open meanwhile. */
  interface Use<T, E extends Exception> {
    T with(MessageDatabase database) throws E;
  }

  <T, E extends Exception> T using(Use<T, E> use) throws E {
    place.readLock().lock();
    try {
      return use.with(database);
    } finally {
      place.readLock().unlock();
    }
  }

  /** For whoever alone fills the database and puts others into its place. */
  ChunkImporter importer() {
    place.readLock().lock();
    try {
      return importer;
    } finally {
      place.readLock().unlock();
    }
  }

  /** See {@link ChunkImporter#letGo}. */
  void letGo(ChunkId chunk) throws IOException {
    place.readLock().lock();
    try {
      importer.letGo(chunk);
    } finally {
      place.readLock().unlock();
    }
  }

  /** Puts an empty database into the place of the one before. */
  void replace() throws IOException {
    place.writeLock().lock();
    try {
      close();
      MessageDatabase.delete(file);
      database = database(openFile(parts, community, file, retention));
      importer = importer(database);
    } finally {
      place.writeLock().unlock();
    }
  }

  @Override
  public void close() throws IOException {
    place.writeLock().lock();
    try {
      importer.close();
    } finally {
      try {
        database.close();
      } finally {
        place.writeLock().unlock();
      }
    }
  }
}
