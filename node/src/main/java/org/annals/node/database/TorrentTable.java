package org.annals.node.database;

import java.io.IOException;
import java.util.Optional;
import org.annals.archiver.InfoHash;

/** The info dictionaries of chunks on disk, so that a start hashes nothing again. Thread-safe. */
public final class TorrentTable {
  private final NodeDatabase database;

  /** The table in this database. */
  public TorrentTable(NodeDatabase database) {
    this.database = database;
  }

  /** Keeps a dictionary; durable when it returns. */
  public void put(InfoHash infoHash, byte[] dictionary) throws IOException {
    database.update(
        "MERGE INTO torrent KEY (info_hash) VALUES (?, ?)", infoHash.toBytes(), dictionary);
  }

  /** A kept dictionary. */
  public Optional<byte[]> find(InfoHash infoHash) throws IOException {
    return database.first(
        "SELECT dictionary FROM torrent WHERE info_hash = ?",
        row -> row.getBytes(1),
        infoHash.toBytes());
  }

  /** Forgets one. */
  public void remove(InfoHash infoHash) throws IOException {
    database.update("DELETE FROM torrent WHERE info_hash = ?", infoHash.toBytes());
  }
}
