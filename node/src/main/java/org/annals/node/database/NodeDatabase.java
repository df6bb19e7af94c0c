package org.annals.node.database;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.annals.quota.StorageReservations;
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
  private static final int LOOK_EVERY = 64;

  private final DurableConnection connection;
  private final ChangeRoom room;
  private boolean inTransaction;
  private boolean closed;
  private int changes;

  private NodeDatabase(DurableConnection connection) {
    this.connection = connection;
    this.room = new ChangeRoom(connection::growth);
  }

  /**
   * Opens or makes the database.
   *
   * @param path without {@code .mv.db}; its directory exists
   * @param storage is asked before the file grows
   */
  public static NodeDatabase open(Path path, StorageReservations storage) throws IOException {
    try {
      DurableConnection connection = DurableConnection.open(path, storage);
      try {
        NodeDatabase database = new NodeDatabase(connection);
        for (String statement : Schema.TABLES) {
          database.update(statement);
        }
        database.tryToShorten();
        return database;
      } catch (IOException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /**
   * Runs a statement that changes rows; durable when it returns.
   *
   * @throws IOException when there is no room or the disk fails; nothing has changed then
   */
  synchronized int update(String sql, @Nullable Object... values) throws IOException {
    try {
      openAgain();
      room.ask(values);
      int rows = execute(sql, values);
      shortenNowAndThen();
      return rows;
    } catch (SQLException e) {
      throw failed(e);
    } finally {
      if (!inTransaction) {
        room.keep();
      }
    }
  }

  private int execute(String sql, @Nullable Object... values) throws SQLException {
    try (PreparedStatement statement = connection.get().prepareStatement(sql)) {
      bind(statement, values);
      if (!inTransaction) {
        connection.committing();
      }
      int rows = statement.executeUpdate();
      if (!inTransaction) {
        connection.synced();
      }
      return rows;
    }
  }

  /** Runs several changes as one: all of them are durable, or none. */
  synchronized void transaction(Changes changes) throws IOException {
    try {
      openAgain();
      connection.get().setAutoCommit(false);
      inTransaction = true;
      try {
        changes.make();
        connection.committing();
        connection.get().commit();
      } catch (IOException | SQLException | RuntimeException e) {
        if (connection.isOpen()) {
          connection.get().rollback();
        }
        throw e;
      } finally {
        inTransaction = false;
        if (connection.isOpen()) {
          connection.get().setAutoCommit(true);
        }
      }
      connection.synced();
      shortenNowAndThen();
    } catch (SQLException e) {
      throw failed(e);
    } finally {
      room.keep();
    }
  }

  private void openAgain() throws SQLException, IOException {
    if (!inTransaction && !closed && !connection.isOpen()) {
      connection.reopen();
    }
  }

  /**
   * Gives room back that is kept for making room, as far as the next changes do not need it: it was
   * taken at the opening, before anybody had counted what else is here. Asked for again with the
   * next change.
   */
  public synchronized void giveBack(long bytes) {
    room.giveBack(bytes);
  }

  private void shortenNowAndThen() {
    if (!inTransaction && ++changes % LOOK_EVERY == 0) {
      tryToShorten();
    }
  }

  /** What was changed before is durable and must not be told as failed because of it. */
  private synchronized void tryToShorten() {
    try {
      connection.shorten();
    } catch (IOException | SQLException | MVStoreException e) {
      log.warn("the node's database stays long for now", e);
    } finally {
      room.keep();
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
    try (PreparedStatement statement = connection.get().prepareStatement(sql)) {
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
      connection.close();
    } catch (SQLException e) {
      throw failed(e);
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
