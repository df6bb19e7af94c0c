package org.annals.importer.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.annals.importer.disk.StorageRefusedException;
import org.annals.quota.ReserveOutcome;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who reads and who writes an open database: many readers or one writer at a time, whose change is
 * committed or did not happen.
 *
 * <p>A disk that fails may leave the file closed; its next use opens it as it was after the last
 * commit. Thread-safe.
 */
final class DatabaseAccess implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DatabaseAccess.class);

  private final DatabaseFile file;
  private final Function<Tables, Rows> reader;

  /** Held for a whole transaction; {@link #lock} only while maps change. Taken in this order. */
  private final ReentrantLock writers = new ReentrantLock();

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private volatile Rows rows;
  private volatile boolean closed;

  /** A change of the maps. */
  interface Change {
    IngestCounts apply() throws IOException;
  }

  /** Something read or changed under a lock. */
  interface Question<T> {
    T answer();
  }

  DatabaseAccess(DatabaseFile file, Function<Tables, Rows> reader) {
    this.file = file;
    this.reader = reader;
    this.rows = reader.apply(file.tables());
  }

  /** What the maps hold, as of the last time a lock was taken. */
  Rows rows() {
    return rows;
  }

  DatabaseFile file() {
    return file;
  }

  /**
   * Asks something.
   *
   * @throws UncheckedIOException when the disk fails
   */
  <T> T reading(Question<T> question) {
    lockToRead();
    try {
      return question.answer();
    } catch (MVStoreException e) {
      throw new UncheckedIOException(DatabaseFile.cause(e));
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Runs a change for which this many bytes of room are asked, and commits it. */
  WriteOutcome writing(long room, Change change) throws IOException {
    writers.lock();
    lock.writeLock().lock();
    try {
      makeCurrent();
      Optional<ReserveOutcome.Refused> refused = file.reserveAhead(room);
      if (refused.isPresent()) {
        return new WriteOutcome.Refused(refused.get().reason(), refused.get().missing());
      }
      return commit(change);
    } finally {
      file.releaseAhead();
      lock.writeLock().unlock();
      writers.unlock();
    }
  }

  /**
   * Begins a transaction of several steps: other writers wait.
   *
   * @throws UncheckedIOException when the disk fails; it has not begun then
   */
  void begin() {
    writers.lock();
    boolean begun = false;
    try {
      makeCurrentToRead();
      begun = true;
    } finally {
      if (!begun) {
        writers.unlock();
      }
    }
  }

  /**
   * A step of such a transaction.
   *
   * @throws UncheckedIOException when the disk fails
   */
  <T> T step(Question<T> question) {
    lock.writeLock().lock();
    try {
      return question.answer();
    } catch (MVStoreException e) {
      throw new UncheckedIOException(DatabaseFile.cause(e));
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Commits such a transaction, for which room was reserved on the way. It goes on then. */
  WriteOutcome committing(Change change) throws IOException {
    lock.writeLock().lock();
    try {
      return commit(change);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Goes back to the last commit. */
  void undo() {
    lock.writeLock().lock();
    try {
      file.rollBack();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Ends such a transaction. */
  void end() {
    writers.unlock();
  }

  /** Writes the file anew; readers wait only for the change of files. */
  Optional<ReserveOutcome.Refused> rewrite() throws IOException {
    writers.lock();
    try {
      makeCurrent();
      DatabaseFile.Rewriting rewriting = file.rewriting();
      Optional<ReserveOutcome.Refused> refused = rewriting.copy();
      if (refused.isEmpty()) {
        lock.writeLock().lock();
        try {
          rewriting.takePlace();
        } finally {
          lock.writeLock().unlock();
        }
      }
      return refused;
    } finally {
      writers.unlock();
    }
  }

  /** Puts an empty file into the place of the one that is there. */
  void startAnew() throws IOException {
    writers.lock();
    lock.writeLock().lock();
    try {
      file.startAnew();
    } finally {
      lock.writeLock().unlock();
      writers.unlock();
    }
  }

  private WriteOutcome commit(Change change) throws IOException {
    boolean done = false;
    try {
      IngestCounts counts = change.apply();
      file.commit();
      done = true;
      return new WriteOutcome.Done(counts);
    } catch (MVStoreException e) {
      return refused(DatabaseFile.cause(e));
    } catch (StorageRefusedException e) {
      return refused(e);
    } finally {
      if (!done) {
        file.rollBack();
      }
    }
  }

  private static WriteOutcome refused(IOException cause) throws IOException {
    if (cause instanceof StorageRefusedException refused) {
      return new WriteOutcome.Refused(String.valueOf(refused.getMessage()), refused.missing());
    }
    throw cause;
  }

  /** Between looking and locking, a writer may have gone back or put another file in place. */
  private void lockToRead() {
    lock.readLock().lock();
    while (!closed && !isCurrent() && lock.getReadHoldCount() == 1) {
      lock.readLock().unlock();
      makeCurrentToRead();
      lock.readLock().lock();
    }
  }

  /**
   * After a roll back, or when another file has taken the place of this one, what was read from it
   * is not valid any more; a disk that failed may even have left it closed.
   */
  private void makeCurrent() throws IOException {
    if (closed || isCurrent()) {
      return;
    }
    lock.writeLock().lock();
    try {
      if (!closed && !file.isOpen()) {
        file.openAgain();
        log.warn("{} is open again", file);
      }
      if (!closed && !isCurrent()) {
        rows = reader.apply(file.tables());
      }
    } catch (MVStoreException e) {
      throw DatabaseFile.cause(e);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void makeCurrentToRead() {
    try {
      makeCurrent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("ReferenceEquality") // Each opening of the file has tables of its own.
  private boolean isCurrent() {
    return file.isOpen() && rows.tables == file.tables();
  }

  @Override
  public void close() throws IOException {
    writers.lock();
    lock.writeLock().lock();
    closed = true;
    try {
      file.close();
    } finally {
      lock.writeLock().unlock();
      writers.unlock();
    }
  }
}
