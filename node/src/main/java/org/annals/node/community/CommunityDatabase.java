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
 * The message database of a community and what fills it: it can be begun anew, which waits for
 * whoever uses it. Thread-safe.
 */
final class CommunityDatabase implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CommunityDatabase.class);

  private final HomeParts parts;

  /** Held to read by whoever uses the database, to write while it is begun anew. */
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  private final MessageDatabase database;

  /** Of this database, and closed before it. */
  private ChunkImporter importer;

  private CommunityDatabase(HomeParts parts, MessageDatabase database) {
    this.parts = parts;
    this.database = database;
    this.importer = newImporter();
  }

  /** Opens what is in a community's directory; an empty one takes the place of a damaged one. */
  static CommunityDatabase open(
      HomeParts parts, CommunityId community, Path directory, Retention retention)
      throws IOException {
    Path file = directory.resolve("messages.mv.db");
    OpenOutcome outcome = openFile(parts, community, file, retention);
    if (outcome instanceof OpenOutcome.Damaged damaged) {
      log.warn("{}; it is built again from chunks and journal", damaged.reason());
      MessageDatabase.delete(file);
      outcome = openFile(parts, community, file, retention);
    }
    return new CommunityDatabase(parts, database(outcome));
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

  private ChunkImporter newImporter() {
    return new ChunkImporter(database, parts.curve(), parts.verifiers(), parts.work());
  }

  /** Something done with the database, which stays open meanwhile. */
  interface Use<T, E extends Exception> {
    T with(MessageDatabase database) throws E;
  }

  <T, E extends Exception> T using(Use<T, E> use) throws E {
    lock.readLock().lock();
    try {
      return use.with(database);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** For whoever alone fills the database and begins it anew. */
  ChunkImporter importer() {
    lock.readLock().lock();
    try {
      return importer;
    } finally {
      lock.readLock().unlock();
    }
  }

  /** See {@link ChunkImporter#letGo}. */
  void letGo(ChunkId chunk) throws IOException {
    lock.readLock().lock();
    try {
      importer.letGo(chunk);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Begins with an empty database; when the disk fails, with what is there then. */
  void startAnew() throws IOException {
    lock.writeLock().lock();
    try {
      importer.close();
      database.startAnew();
    } finally {
      importer = newImporter();
      lock.writeLock().unlock();
    }
  }

  @Override
  public void close() throws IOException {
    lock.writeLock().lock();
    try {
      importer.close();
    } finally {
      try {
        database.close();
      } finally {
        lock.writeLock().unlock();
      }
    }
  }
}
