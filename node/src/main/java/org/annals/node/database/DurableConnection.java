package org.annals.node.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.annals.importer.disk.FileGrowth;
import org.annals.importer.disk.LastCommit;
import org.annals.importer.disk.ReservedFilePath;
import org.annals.quota.Account;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageReservations;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * H2's connection to one file, in which what was committed stays: on the disk when {@link #synced}
 * returns, opened again after a failure, kept short. Confined to whoever has the turn.
 */
final class DurableConnection {
  private static final Logger log = LoggerFactory.getLogger(DurableConnection.class);
  private static final String SUFFIX = ".mv.db";

  /**
   * No writing in the background: what is committed is written by the thread that commits. Freed
   * space rests for a while, so that the last durable state stays readable after a power loss.
   * Nothing is gathered when it is closed, either: a kill meanwhile would lose commits.
   */
  private static final String SETTINGS =
      ";WRITE_DELAY=0;RETENTION_TIME=5000;CACHE_SIZE=4096;DB_CLOSE_ON_EXIT=FALSE"
          + ";TRACE_LEVEL_FILE=0;MAX_COMPACT_TIME=0";

  /** A file of this length that is mostly free space is written shorter. */
  private static final long LONG_FILE = 1 << 20;

  private static final int HALF_FULL = 50;

  private final Path file;
  private final ShorterFile shorter;
  private FileGrowth growth;
  private Connection connection;

  private DurableConnection(
      Path file, ShorterFile shorter, FileGrowth growth, Connection connection) {
    this.file = file;
    this.shorter = shorter;
    this.growth = growth;
    this.connection = connection;
  }

  /**
   * Opens or makes a database.
   *
   * @param path without {@code .mv.db}; its directory exists
   * @param storage is asked before the file grows
   * @throws IOException when it cannot be read
   * @throws SQLException when H2 cannot open it; nothing stays open or counted then
   */
  static DurableConnection open(Path path, StorageReservations storage)
      throws IOException, SQLException {
    Path directory = path.toAbsolutePath().getParent();
    Path real = directory == null ? path : directory.toRealPath().resolve(path.getFileName());
    Path file = real.resolveSibling(real.getFileName() + SUFFIX);
    FileGrowth growth = new FileGrowth(storage, Account.NODE, StorageKind.DATABASE);
    ShorterFile shorter = new ShorterFile(file);
    try {
      return new DurableConnection(file, shorter, growth, connect(file, growth));
    } catch (IOException | SQLException e) {
      growth.shrunk(0);
      growth.close();
      throw e;
    }
  }

  private static Connection connect(Path file, FileGrowth growth) throws IOException, SQLException {
    String name = ReservedFilePath.register(file, growth);
    String url = "jdbc:h2:" + name.substring(0, name.length() - SUFFIX.length()) + SETTINGS;
    boolean done = false;
    try {
      Connection connection = connect(file, url);
      done = true;
      return connection;
    } finally {
      if (!done) {
        // What H2 leaves open would keep the file locked.
        ReservedFilePath.forget(file);
      }
    }
  }

  private static Connection connect(Path file, String url) throws IOException, SQLException {
    Connection connection;
    try {
      connection = DriverManager.getConnection(url, "annals", "");
    } catch (SQLException e) {
      ReservedFilePath.opened(file);
      throw e;
    }
    try {
      ReservedFilePath.opened(file);
    } catch (IOException e) {
      try {
        closeAtOnce(connection);
      } catch (SQLException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
    return connection;
  }

  /** To run statements on; another one after {@link #reopen} and {@link #shorten}. */
  Connection get() {
    return connection;
  }

  /** The count of the file; another one after {@link #shorten}. */
  FileGrowth growth() {
    return growth;
  }

  boolean isOpen() {
    try {
      return !connection.isClosed() && !store().isClosed();
    } catch (SQLException e) {
      log.debug("the node's database is closed", e);
      return false;
    }
  }

  /** As it was after the last commit: a disk that fails in the middle of one leaves H2 closed. */
  void reopen() throws SQLException, IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      log.debug("H2 tells again what had failed in the background", e);
    }
    connection = connect(file, growth);
    growth.found(Files.size(file));
    log.warn("the node's database is open again");
  }

  /** Call it before each commit. */
  void committing() throws SQLException {
    LastCommit.named(store());
  }

  /**
   * Returns when what was committed is on the disk: H2 leaves it to others when a commit reaches
   * the file, and the file the disk.
   */
  void synced() throws SQLException {
    LastCommit.written(store());
    LastCommit.named(store());
    try (Statement statement = connection.createStatement()) {
      statement.execute("CHECKPOINT SYNC");
    }
  }

  /**
   * Gives the free space of a long file back. Asks for leave for a second copy first; without it
   * nothing is done.
   *
   * @throws IOException when the disk fails
   */
  void shorten() throws SQLException, IOException {
    boolean full = store().getFileStore().getFillRate() >= HALF_FULL;
    if (full || growth.length() < LONG_FILE) {
      return;
    }
    closeAtOnce(connection);
    try {
      growth = shorter.write(growth);
    } finally {
      connection = connect(file, growth);
    }
  }

  private MVStore store() throws SQLException {
    SessionLocal session = (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
    return session.getDatabase().getStore().getMvStore();
  }

  /** Everything committed is on the disk already. */
  private static void closeAtOnce(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SHUTDOWN IMMEDIATELY");
    }
    connection.close();
  }

  /** Ends the count, too. */
  void close() throws SQLException {
    try {
      if (isOpen()) {
        closeAtOnce(connection);
      }
    } finally {
      ReservedFilePath.forget(file);
      growth.shrunk(0);
      growth.close();
    }
  }
}
