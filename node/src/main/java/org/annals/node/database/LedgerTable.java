package org.annals.node.database;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.annals.archiver.ChunkId;
import org.annals.archiver.ChunkPosition;
import org.annals.archiver.CommunityId;
import org.annals.archiver.GroupId;
import org.annals.archiver.InfoHash;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.store.ChunkLedger;
import org.annals.archiver.store.ChunkState;
import org.annals.archiver.store.FileMark;
import org.annals.archiver.store.ImportState;
import org.annals.archiver.store.LedgerEntry;
import org.annals.keys.Digest;

/** The ledger of chunks in the node's database. */
public final class LedgerTable implements ChunkLedger {
  private static final String COLUMNS =
      "community, chunk, window_index, group_id, part, revision, info_hash, size, messages, images,"
          + " state, sections, imported, mark_size, mark_modified, mark_inode, note, changed";

  private final NodeDatabase database;

  /** The table in this database. */
  public LedgerTable(NodeDatabase database) {
    this.database = database;
  }

  @Override
  public Optional<LedgerEntry> find(CommunityId community, ChunkId chunk) throws IOException {
    return database.first(
        "SELECT " + COLUMNS + " FROM chunk WHERE community = ? AND chunk = ?",
        LedgerTable::read,
        community.toString(),
        chunk.toBytes());
  }

  @Override
  public void put(LedgerEntry entry) throws IOException {
    Optional<FileMark> mark = entry.file();
    ChunkPosition position = entry.position();
    database.update(
        "MERGE INTO chunk ("
            + COLUMNS
            + ") KEY (community, chunk)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        entry.community().toString(),
        entry.chunk().toBytes(),
        position.window().index(),
        position.group().toBytes(),
        position.part(),
        position.revision(),
        entry.infoHash().toBytes(),
        entry.size(),
        entry.messages(),
        entry.images(),
        entry.state().name(),
        entry.imported().sections(),
        entry.imported().complete(),
        mark.map(FileMark::size).orElse(null),
        mark.map(FileMark::modifiedNanos).orElse(null),
        mark.map(FileMark::inode).orElse(null),
        entry.note(),
        entry.changed().toString());
  }

  /** Writes several entries as one change. */
  public void putAll(Collection<LedgerEntry> entries) throws IOException {
    if (!entries.isEmpty()) {
      database.transaction(
          () -> {
            for (LedgerEntry each : entries) {
              put(each);
            }
          });
    }
  }

  @Override
  public Optional<LedgerEntry> change(
      CommunityId community, ChunkId chunk, UnaryOperator<LedgerEntry> change) throws IOException {
    List<LedgerEntry> changed = new ArrayList<>(1);
    database.transaction(
        () -> {
          Optional<LedgerEntry> next = find(community, chunk).map(change);
          if (next.isPresent()) {
            put(next.get());
            changed.add(next.get());
          }
        });
    return changed.stream().findFirst();
  }

  @Override
  public List<LedgerEntry> changeAll(
      CommunityId community, Collection<ChunkId> chunks, UnaryOperator<LedgerEntry> change)
      throws IOException {
    List<LedgerEntry> changed = new ArrayList<>(chunks.size());
    database.transaction(
        () -> {
          for (ChunkId chunk : chunks) {
            find(community, chunk).map(change).ifPresent(changed::add);
          }
          for (LedgerEntry each : changed) {
            put(each);
          }
        });
    return changed;
  }

  @Override
  public void remove(CommunityId community, ChunkId chunk) throws IOException {
    database.update(
        "DELETE FROM chunk WHERE community = ? AND chunk = ?",
        community.toString(),
        chunk.toBytes());
  }

  @Override
  public List<LedgerEntry> list(CommunityId community) throws IOException {
    return database.query(
        "SELECT "
            + COLUMNS
            + " FROM chunk WHERE community = ?"
            + " ORDER BY window_index, group_id, part, revision, chunk",
        LedgerTable::read,
        community.toString());
  }

  @Override
  public Set<CommunityId> communities() throws IOException {
    return new TreeSet<>(
        database.query(
            "SELECT DISTINCT community FROM chunk", row -> CommunityId.parse(row.getString(1))));
  }

  private static LedgerEntry read(ResultSet row) throws SQLException {
    long markSize = row.getLong("mark_size");
    Optional<FileMark> mark =
        row.wasNull()
            ? Optional.empty()
            : Optional.of(
                new FileMark(markSize, row.getLong("mark_modified"), row.getLong("mark_inode")));
    return new LedgerEntry(
        CommunityId.parse(row.getString("community")),
        new ChunkId(Digest.of(row.getBytes("chunk"))),
        new ChunkPosition(
            new TimeWindow(row.getLong("window_index")),
            GroupId.of(row.getBytes("group_id")),
            row.getInt("part"),
            row.getInt("revision")),
        InfoHash.of(row.getBytes("info_hash")),
        row.getLong("size"),
        row.getLong("messages"),
        row.getLong("images"),
        ChunkState.valueOf(row.getString("state")),
        new ImportState(row.getInt("sections"), row.getBoolean("imported")),
        mark,
        row.getString("note"),
        Instant.parse(row.getString("changed")));
  }
}
