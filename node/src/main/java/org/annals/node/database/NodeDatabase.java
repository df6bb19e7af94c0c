package org.annals.node.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.annals.importer.disk.FileGrowth;
import org.annals.importer.disk.LastCommit;
import org.annals.importer.disk.ReservedFilePath;
import org.annals.importer.disk.StorageRefusedException;
import org.annals.quota.Account;
import org.annals.quota.ReserveOutcome;
import org.annals.quota.StorageKind;
import org.annals.quota.StorageReservations;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's database. Thread-safe: calls take turns. A database that fails is an {@link
 * IOException}, as any other failing file is.
 */
public final class NodeDatabase implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NodeDatabase.class);
  private static final String SUFFIX = ".mv.db";

  /**
   * No writing in the background: what is committed is written by the thread that commits. Freed
   * space rests for a while, so that the last durable state stays readable after a power loss.
   * Nothing is gathered when it is closed, either: a kill meanwhile would lose commits.
   */
  private static final String SETTINGS =
      ";WRITE_DELAY=0;RETENTION_TIME=5000;CACHE_SIZE=4096;DB_CLOSE_ON_EXIT=FALSE"
          + ";TRACE_LEVEL_FILE=0;MAX_COMPACT_TIME=0";

  private static final String[] SCHEMA = {
    """
    CREATE TABLE IF NOT EXISTS setting (
      name VARCHAR(100) PRIMARY KEY,
      content VARCHAR NOT NULL)""",
    """
    CREATE TABLE IF NOT EXISTS community (
      id VARCHAR(68) PRIMARY KEY,
      name VARCHAR NOT NULL,
      owned BOOLEAN NOT NULL,
      enabled BOOLEAN NOT NULL,
      created_here BOOLEAN NOT NULL,
      no_history_found BOOLEAN NOT NULL,
      recovery_key_hash VARBINARY(32),
      instance_id VARBINARY(16) NOT NULL,
      bootstrap VARCHAR NOT NULL)""",
    """
    CREATE TABLE IF NOT EXISTS traffic (
      account VARCHAR(68) PRIMARY KEY,
      up_payload BIGINT NOT NULL,
      up_wire BIGINT NOT NULL,
      down_payload BIGINT NOT NULL,
      down_wire BIGINT NOT NULL)""",
    """
    CREATE TABLE IF NOT EXISTS traffic_day (
      account VARCHAR(68) NOT NULL,
      local_day DATE NOT NULL,
      up_payload BIGINT NOT NULL,
      up_wire BIGINT NOT NULL,
      down_payload BIGINT NOT NULL,
      down_wire BIGINT NOT NULL,
      PRIMARY KEY (account, local_day))""",
    """
    CREATE TABLE IF NOT EXISTS account_limit (
      account VARCHAR(68) PRIMARY KEY,
      up BIGINT,
      down BIGINT,
      disk BIGINT,
      monthly BIGINT,
      slow BOOLEAN NOT NULL,
      slow_up BIGINT,
      slow_down BIGINT,
      paused_until VARCHAR(40))""",
    """
    CREATE TABLE IF NOT EXISTS schedule_window (
      account VARCHAR(68) NOT NULL,
      part VARCHAR(60) NOT NULL,
      sets_up BOOLEAN NOT NULL,
      up BIGINT,
      sets_down BOOLEAN NOT NULL,
      down BIGINT,
      PRIMARY KEY (account, part))""",
    """
    CREATE TABLE IF NOT EXISTS chunk (
      community VARCHAR(68) NOT NULL,
      chunk VARBINARY(32) NOT NULL,
      window_index BIGINT NOT NULL,
      group_id VARBINARY(16) NOT NULL,
      part INT NOT NULL,
      revision INT NOT NULL,
      info_hash VARBINARY(20) NOT NULL,
      size BIGINT NOT NULL,
      messages BIGINT NOT NULL,
      images BIGINT NOT NULL,
      state VARCHAR(20) NOT NULL,
      sections INT NOT NULL,
      imported BOOLEAN NOT NULL,
      mark_size BIGINT,
      mark_modified BIGINT,
      mark_inode BIGINT,
      note VARCHAR NOT NULL,
      changed VARCHAR(40) NOT NULL,
      PRIMARY KEY (community, chunk))""",
    """
    CREATE TABLE IF NOT EXISTS channel (
      community VARCHAR(68) NOT NULL,
      channel VARBINARY(16) NOT NULL,
      name VARCHAR NOT NULL,
      description VARCHAR NOT NULL,
      category VARCHAR NOT NULL,
      position INT NOT NULL,
      PRIMARY KEY (community, channel))""",
    """
    CREATE TABLE IF NOT EXISTS removed_message (
      community VARCHAR(68) NOT NULL,
      message VARBINARY(32) NOT NULL,
      channel VARBINARY(16) NOT NULL,
      author VARBINARY(33) NOT NULL,
      clock BIGINT NOT NULL,
      imported BOOLEAN NOT NULL,
      reason INT NOT NULL,
      PRIMARY KEY (community, message))""",
    """
    CREATE TABLE IF NOT EXISTS torrent (
      info_hash VARBINARY(20) PRIMARY KEY,
      dictionary BLOB NOT NULL)""",
    """
    CREATE TABLE IF NOT EXISTS head (
      community VARCHAR(68) PRIMARY KEY,
      epoch BIGINT NOT NULL,
      sequence BIGINT NOT NULL,
      digest VARBINARY(32) NOT NULL,
      mark BLOB NOT NULL,
      contents BLOB)""",
    """
    CREATE TABLE IF NOT EXISTS evidence (
      community VARCHAR(68) NOT NULL,
      epoch BIGINT NOT NULL,
      sequence BIGINT NOT NULL,
      digest VARBINARY(32) NOT NULL,
      announcement BLOB,
      PRIMARY KEY (community, epoch, sequence, digest))""",
  };

  /**
   * Reserved at all times, so that what makes room can be written down when there is none: eviction
   * begins with a mark in the ledger.
   */
  private static final long CHANGE_ROOM = 1 << 20;

  /** With less than this reserved nothing is changed. */
  private static final long LEAST_ROOM = 128 << 10;

  private static final long ROW_ROOM = 512;

  /** A file of this length that is mostly free space is written shorter. */
  private static final long LONG_FILE = 1 << 20;

  private static final int HALF_FULL = 50;
  private static final int LOOK_EVERY = 64;

  private final Path file;
  private final ShorterFile shorter;
  private FileGrowth growth;
  private Connection connection;
  private boolean inTransaction;
  private boolean closed;
  private long changing;
  private int changes;

  private NodeDatabase(Path file, ShorterFile shorter, FileGrowth growth, Connection connection) {
    this.file = file;
    this.shorter = shorter;
    this.growth = growth;
    this.connection = connection;
  }

  /**
   * Opens or makes the database.
   *
   * @param path without {@code .mv.db}; its directory exists
   * @param storage is asked before the file grows
   */
  public static NodeDatabase open(Path path, StorageReservations storage) throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    Path real = directory == null ? path : directory.toRealPath().resolve(path.getFileName());
    Path file = real.resolveSibling(real.getFileName() + SUFFIX);
    FileGrowth growth = new FileGrowth(storage, Account.NODE, StorageKind.DATABASE);
    ShorterFile shorter = new ShorterFile(file);
    try {
      NodeDatabase database = new NodeDatabase(file, shorter, growth, connect(file, growth));
      for (String statement : SCHEMA) {
        database.update(statement);
      }
      growth.keepAhead(CHANGE_ROOM);
      database.tryToShorten();
      return database;
    } catch (SQLException e) {
      ReservedFilePath.forget(file);
      growth.close();
      throw failed(e);
    }
  }

  private static Connection connect(Path file, FileGrowth growth) throws SQLException {
    String name = ReservedFilePath.register(file, growth);
    String url = "jdbc:h2:" + name.substring(0, name.length() - SUFFIX.length()) + SETTINGS;
    return DriverManager.getConnection(url, "annals", "");
  }

  /**
   * Gives the free space of a long file back. Asks for leave for a second copy first; without it
   * nothing is done.
   *
   * @throws IOException when the disk fails
   */
  private void shorten() throws IOException {
    try {
      boolean full = store().getFileStore().getFillRate() >= HALF_FULL;
      if (full || growth.length() < LONG_FILE) {
        return;
      }
      closeAtOnce();
      try {
        growth = shorter.write(growth);
      } finally {
        connection = connect(file, growth);
        growth.keepAhead(CHANGE_ROOM);
      }
    } catch (SQLException | MVStoreException e) {
      throw failed(e);
    }
  }

  /**
   * A disk that fails in the middle of a commit leaves H2 closed. The next call opens it again, as
   * it was after the last commit.
   */
  private void openAgain() throws SQLException, IOException {
    if (!inTransaction && !closed && !isOpen()) {
      connection.close();
      connection = connect(file, growth);
      growth.found(Files.size(file));
      log.warn("the node's database is open again");
    }
  }

  private boolean isOpen() {
    try {
      return !connection.isClosed() && !store().isClosed();
    } catch (SQLException e) {
      log.debug("the node's database is closed", e);
      return false;
    }
  }

  /** Everything committed is on the disk already. */
  private void closeAtOnce() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SHUTDOWN IMMEDIATELY");
    }
    connection.close();
  }

  /**
   * Runs a statement that changes rows; durable when it returns.
   *
   * @throws IOException when there is no room or the disk fails; nothing has changed then
   */
  synchronized int update(String sql, @Nullable Object... values) throws IOException {
    try {
      openAgain();
      makeRoom(values);
      int rows = execute(sql, values);
      shortenNowAndThen();
      return rows;
    } catch (SQLException e) {
      throw failed(e);
    } finally {
      if (!inTransaction) {
        changed();
      }
    }
  }

  private int execute(String sql, @Nullable Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      if (!inTransaction) {
        LastCommit.named(store());
      }
      int rows = statement.executeUpdate();
      if (!inTransaction) {
        sync();
      }
      return rows;
    }
  }

  /** Runs several changes as one: all of them are durable, or none. */
  synchronized void transaction(Changes changes) throws IOException {
    try {
      openAgain();
      connection.setAutoCommit(false);
      inTransaction = true;
      try {
        changes.make();
        LastCommit.named(store());
        connection.commit();
      } catch (IOException | SQLException | RuntimeException e) {
        if (isOpen()) {
          connection.rollback();
        }
        throw e;
      } finally {
        inTransaction = false;
        if (isOpen()) {
          connection.setAutoCommit(true);
        }
      }
      sync();
      shortenNowAndThen();
    } catch (SQLException e) {
      throw failed(e);
    } finally {
      changed();
    }
  }

  /**
   * Gives room back that is kept for making room, as far as the next changes do not need it: it was
   * taken at the opening, before anybody had counted what else is here. Asked for again with the
   * next change.
   */
  public synchronized void giveBack(long bytes) {
    long left = Math.max(LEAST_ROOM, growth.ahead() - bytes);
    growth.releaseAhead();
    growth.keepAhead(left);
  }

  private void shortenNowAndThen() {
    if (!inTransaction && ++changes % LOOK_EVERY == 0) {
      tryToShorten();
    }
  }

  /** What was changed before is durable and must not be told as failed because of it. */
  private synchronized void tryToShorten() {
    try {
      shorten();
    } catch (IOException e) {
      log.warn("the node's database stays long for now", e);
    }
  }

  private void changed() {
    changing = 0;
    growth.keepAhead(CHANGE_ROOM);
  }

  /** A refusal in the middle of a write would close the database: room is asked for before. */
  private void makeRoom(@Nullable Object... values) throws IOException {
    changing += ROW_ROOM;
    for (Object each : values) {
      changing += each instanceof byte[] large ? 2L * large.length : 0;
    }
    Optional<ReserveOutcome.Refused> refused = growth.reserveAhead(CHANGE_ROOM + changing);
    if (refused.isPresent() && growth.ahead() < LEAST_ROOM + changing) {
      throw new StorageRefusedException(refused.get().reason(), refused.get().missing());
    }
  }

  private MVStore store() throws SQLException {
    SessionLocal session = (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
    return session.getDatabase().getStore().getMvStore();
  }

  /** H2 leaves it to others when a commit reaches the file, and the file the disk. */
  private void sync() throws SQLException {
    LastCommit.written(store());
    LastCommit.named(store());
    try (Statement statement = connection.createStatement()) {
      statement.execute("CHECKPOINT SYNC");
    }
  }

  /** Reads all rows of a query. */
  synchronized <T> List<T> query(String sql, Row<T> row, @Nullable Object... values)
      throws IOException {
    try {
      openAgain();
      return rows(sql, row, values);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private <T> List<T> rows(String sql, Row<T> row, @Nullable Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      List<T> rows = new ArrayList<>();
      try (ResultSet results = statement.executeQuery()) {
        while (results.next()) {
          rows.add(row.read(results));
        }
      }
      return rows;
    }
  }

  /** Reads the first row of a query. */
  <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... values) throws IOException {
    return query(sql, row, values).stream().findFirst();
  }

  private static void bind(PreparedStatement statement, @Nullable Object[] values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  private static IOException failed(Exception e) {
    return new IOException("the node's database failed: " + e.getMessage(), e);
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    try {
      if (isOpen()) {
        closeAtOnce();
      }
    } catch (SQLException e) {
      throw failed(e);
    } finally {
      ReservedFilePath.forget(file);
      growth.shrunk(0);
      growth.close();
    }
  }

  /** Reads one row. */
  @FunctionalInterface
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Changes that belong together. */
  @FunctionalInterface
  interface Changes {
    void make() throws IOException;
  }
}
