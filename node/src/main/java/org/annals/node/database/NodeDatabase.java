package org.annals.node.database;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The node's database. Thread-safe: calls take turns. A database that fails is an {@link
 * IOException}, as any other failing file is.
 */
public final class NodeDatabase implements AutoCloseable {
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

  private final Connection connection;

  private NodeDatabase(Connection connection) {
    this.connection = connection;
  }

  /**
   * Opens or makes the database.
   *
   * @param path without {@code .mv.db}
   */
  public static NodeDatabase open(Path path) throws IOException {
    String url =
        "jdbc:h2:file:"
            + path.toAbsolutePath()
            + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;CACHE_SIZE=4096;RETENTION_TIME=0";
    try {
      NodeDatabase database = new NodeDatabase(DriverManager.getConnection(url, "annals", ""));
      for (String statement : SCHEMA) {
        database.update(statement);
      }
      return database;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Runs a statement that changes rows; durable when it returns. */
  synchronized int update(String sql, @Nullable Object... values) throws IOException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Runs several changes as one: all of them are durable, or none. */
  synchronized void transaction(Changes changes) throws IOException {
    try {
      connection.setAutoCommit(false);
      try {
        changes.make();
        connection.commit();
      } catch (IOException | SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Reads all rows of a query. */
  synchronized <T> List<T> query(String sql, Row<T> row, @Nullable Object... values)
      throws IOException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      List<T> rows = new ArrayList<>();
      try (ResultSet results = statement.executeQuery()) {
        while (results.next()) {
          rows.add(row.read(results));
        }
      }
      return rows;
    } catch (SQLException e) {
      throw failed(e);
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

  private static IOException failed(SQLException e) {
    return new IOException("the node's database failed: " + e.getMessage(), e);
  }

  @Override
  public synchronized void close() throws IOException {
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
