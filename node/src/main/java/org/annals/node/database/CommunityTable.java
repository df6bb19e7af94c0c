package org.annals.node.database;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.CommunityId;
import org.annals.keys.Digest;
import org.jspecify.annotations.Nullable;

/** The communities of a home. Thread-safe. */
public final class CommunityTable {
  private final NodeDatabase database;

  /** The table in this database. */
  public CommunityTable(NodeDatabase database) {
    this.database = database;
  }

  /** All, by name, then id. */
  public List<CommunityRow> all() throws IOException {
    return database.query("SELECT * FROM community ORDER BY name, id", CommunityTable::read);
  }

  /** Adds or replaces one; durable when it returns. */
  public void put(CommunityRow row) throws IOException {
    database.update(
        "MERGE INTO community KEY (id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row.id().toString(),
        row.name(),
        row.owned(),
        row.enabled(),
        row.createdHere(),
        row.noHistoryFound(),
        row.recoveryKeyHash().map(Digest::toBytes).orElse(null),
        row.instanceId(),
        String.join("\n", row.bootstrap()));
  }

  private static CommunityRow read(ResultSet row) throws SQLException {
    byte @Nullable [] recovery = row.getBytes("recovery_key_hash");
    return new CommunityRow(
        CommunityId.parse(row.getString("id")),
        row.getString("name"),
        row.getBoolean("owned"),
        row.getBoolean("enabled"),
        row.getBoolean("created_here"),
        row.getBoolean("no_history_found"),
        Optional.ofNullable(recovery).map(Digest::of),
        row.getBytes("instance_id"),
        row.getString("bootstrap").lines().toList());
  }
}
