package org.annals.importer.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import org.annals.importer.disk.CommitBufferStore;
import org.annals.importer.disk.FileGrowth;
import org.annals.importer.disk.LastCommit;
import org.annals.importer.disk.ReservedFilePath;
import org.annals.importer.disk.StorageRefusedException;
import org.annals.importer.disk.UninterruptedFile;
import org.annals.quota.ReserveOutcome;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file under the database. Changes are in memory until {@link #commit}, which writes all of
 * them or none; {@link #rollBack} goes back to the last commit.
 *
 * <p>Freed space is used again soon, which after a power loss can leave a file that cannot be
 * opened; after a kill it opens with the last commit ({@link LastCommit}). That is allowed because
 * the database is a view that can be made again.
 */
final class DatabaseFile {
  private static final Logger log = LoggerFactory.getLogger(DatabaseFile.class);
  private static final int CACHE_MEGABYTES = 24;

  /** Below this share of live bytes, in percent, compaction is worth its writing. */
  private static final int FILL_RATE = 65;

  private static final int COMPACT_STEP = 4 << 20;
  private static final int COMPACT_ROUNDS = 64;

  private static final byte[] IDENTITY = {0};

  private final Path path;
  private final byte[] identity;
  private FileGrowth growth;
  private MVStore store;
  private Tables tables;

  private DatabaseFile(Path path, byte[] identity, FileGrowth growth, MVStore store) {
    this.path = path;
    this.identity = identity;
    this.growth = growth;
    this.store = store;
    this.tables = tables(store, identity);
  }

  /**
   * Opens or makes the file.
   *
   * @param identity is entered into a new file
   * @throws IOException when the disk fails, there is no room, or another process holds the file
   * @throws MVStoreException when its content cannot be read
   */
  static DatabaseFile open(Path path, byte[] identity, FileGrowth growth) throws IOException {
    if (Files.exists(path)) {
      growth.found(Files.size(path));
    }
    try {
      return new DatabaseFile(path, identity, growth, openStore(path, growth));
    } catch (IOException e) {
      close(path, growth);
      throw e;
    } catch (MVStoreException e) {
      close(path, growth);
      boolean content =
          switch (e.getErrorCode()) {
            case DataUtils.ERROR_FILE_LOCKED,
                DataUtils.ERROR_READING_FAILED,
                DataUtils.ERROR_WRITING_FAILED ->
                false;
            default -> true;
          };
      if (content) {
        throw e;
      }
      throw cause(e);
    }
  }

  private static void close(Path path, FileGrowth growth) {
    ReservedFilePath.forget(path);
    growth.shrunk(0);
    growth.close();
  }

  private static MVStore openStore(Path path, FileGrowth growth) throws IOException {
    String name = ReservedFilePath.register(path, growth);
    try {
      MVStore store =
          new MVStore.Builder()
              .adoptFileStore(CommitBufferStore.open(name, CACHE_MEGABYTES))
              .autoCommitDisabled()
              .open();
      ReservedFilePath.opened(path);
      LastCommit.opened(store);
      return store;
    } catch (MVStoreException e) {
      ReservedFilePath.opened(path);
      throw e;
    }
  }

  private static Tables tables(MVStore opened, byte[] identity) {
    Tables found = Tables.open(opened);
    var unused = found.about().putIfAbsent(IDENTITY, identity);
    return found;
  }

  /** Whether the file is what it was opened as, not of another version or community. */
  boolean isOurs() {
    return Arrays.equals(tables.about().get(IDENTITY), identity);
  }

  Tables tables() {
    return tables;
  }

  long length() {
    return growth.length();
  }

  /** Sees to it that a change of about this size can be written. */
  Optional<ReserveOutcome.Refused> reserveAhead(long bytes) {
    return growth.reserveAhead(bytes + tables.storeRoom());
  }

  void releaseAhead() {
    growth.releaseAhead();
  }

  /** Writes all changes since the last commit. On an error there are none any more. */
  void commit() throws IOException {
    try {
      tables.store();
      LastCommit.commit(store);
    } catch (MVStoreException e) {
      rollBack();
      throw cause(e);
    }
  }

  /** Makes everything committed survive a power loss. */
  void sync() throws IOException {
    try {
      store.sync();
    } catch (MVStoreException e) {
      rollBack();
      throw cause(e);
    }
  }

  /** What stopped H2. */
  static IOException cause(MVStoreException e) {
    Throwable cause = e;
    while (cause != null) {
      if (cause instanceof StorageRefusedException refused) {
        return refused;
      }
      cause = cause.getCause();
    }
    return new IOException("the message database cannot be used: " + e.getMessage(), e);
  }

  /**
   * Forgets all changes since the last commit. A file that cannot be opened just then stays closed
   * until {@link #openAgain}.
   */
  void rollBack() {
    store.closeImmediately();
    try {
      openAgain();
    } catch (IOException e) {
      log.warn("{} stays closed until it is used again", path, e);
    }
  }

  /** Whether the file can be used; a disk that fails may leave it closed. */
  boolean isOpen() {
    return !store.isClosed();
  }

  /**
   * Puts an empty file into the place of this one. When the old one cannot be deleted it stays;
   * when the new one cannot be made just then, the next use makes it.
   */
  void startAnew() throws IOException {
    store.closeImmediately();
    ReservedFilePath.forget(path);
    try {
      Files.deleteIfExists(path);
      growth.shrunk(0);
    } finally {
      openAgain();
    }
  }

  /** Opens a file that is closed, as it was after the last commit. */
  void openAgain() throws IOException {
    try {
      MVStore again = openStore(path, growth);
      tables = tables(again, identity);
      store = again;
    } catch (MVStoreException e) {
      ReservedFilePath.forget(path);
      throw cause(e);
    } catch (IOException e) {
      ReservedFilePath.forget(path);
      throw e;
    }
  }

  /**
   * Gathers live bytes when too many others stand between them, and gives free space at the end
   * back. Grows the file by at most the size of one step, which is reserved like any growth.
   */
  void compact() throws IOException {
    try {
      boolean more = true;
      for (int round = 0; more && isScattered() && round < COMPACT_ROUNDS; round++) {
        more = LastCommit.rewrite(store, FILL_RATE, COMPACT_STEP);
      }
    } catch (MVStoreException e) {
      rollBack();
      throw cause(e);
    }
  }

  /** A new file with what is in this one. */
  Rewriting rewriting() {
    return new Rewriting();
  }

  private static Path fresh(Path path) {
    return path.resolveSibling(path.getFileName() + ".new");
  }

  /** Deletes what a crash has left of a rewriting. */
  static void deleteHalfRewritten(Path path) throws IOException {
    Files.deleteIfExists(fresh(path));
  }

  /** Writes everything into a new file, which then takes the place of the old one. */
  final class Rewriting {
    private final Path fresh = fresh(path);
    private final FileGrowth freshGrowth = growth.forAnotherFile();

    /** Writes the copy; nothing may be written to the old file meanwhile. */
    Optional<ReserveOutcome.Refused> copy() throws IOException {
      Optional<ReserveOutcome.Refused> refused = freshGrowth.reserveAhead(growth.length());
      if (refused.isPresent()) {
        return refused;
      }
      boolean done = false;
      try {
        Files.deleteIfExists(fresh);
        write();
        done = true;
        return Optional.empty();
      } catch (MVStoreException e) {
        throw cause(e);
      } finally {
        ReservedFilePath.forget(fresh);
        freshGrowth.releaseAhead();
        if (!done) {
          drop();
        }
      }
    }

    private void write() throws IOException {
      try (MVStore target = openStore(fresh, freshGrowth)) {
        Tables copy = Tables.open(target);
        tables.copyTo(copy, () -> LastCommit.commit(target));
        copy.about().remove(Tables.ERASED);
        LastCommit.commit(target);
        target.sync();
      }
    }

    private void drop() throws IOException {
      Files.deleteIfExists(fresh);
      freshGrowth.shrunk(0);
    }

    /** Puts the copy into the place of the old file, which stays when that fails, and opens it. */
    void takePlace() throws IOException {
      store.closeImmediately();
      ReservedFilePath.forget(path);
      boolean moved = false;
      try {
        Files.move(
            fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        moved = true;
        growth.shrunk(0);
        growth.close();
        growth = freshGrowth;
      } finally {
        if (!moved) {
          drop();
        }
        openAgain();
      }
      UninterruptedFile.forceFolderOf(path);
    }
  }

  /** Whether {@link #compact} would do anything. */
  boolean isScattered() {
    return store.getFileStore().getChunksFillRate() < FILL_RATE;
  }

  /** How much the file may grow while it is compacted. */
  long compactionRoom() {
    return Math.min(growth.length(), 2L * COMPACT_STEP) + (1L << 20);
  }

  @Override
  public String toString() {
    return path.toString();
  }

  void close() throws IOException {
    try {
      store.close();
    } catch (MVStoreException e) {
      store.closeImmediately();
      throw cause(e);
    } finally {
      close(path, growth);
    }
  }
}
