package org.annals.node.database;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.annals.archiver.ChannelId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.MessageId;
import org.annals.archiver.message.TombstoneReason;
import org.annals.archiver.seal.KnownMessage;
import org.annals.keys.Digest;
import org.annals.keys.PublicKey;

/**
 * Messages that an owner took out before they were archived: their tombstones are packed with their
 * weeks. Thread-safe.
 */
public final class RemovedMessageTable {
  private final NodeDatabase database;

  /** The table in this database. */
  public RemovedMessageTable(NodeDatabase database) {
    this.database = database;
  }

  /** Adds one; durable when it returns. */
  public void put(CommunityId community, KnownMessage message, TombstoneReason reason)
      throws IOException {
    database.update(
        "MERGE INTO removed_message KEY (community, message) VALUES (?, ?, ?, ?, ?, ?, ?)",
        community.toString(),
        message.id().toBytes(),
        message.channel().toBytes(),
        message.author().toBytes(),
        message.clock(),
        message.imported(),
        reason.number());
  }

  /** All of a community, with the reasons. */
  public Map<KnownMessage, TombstoneReason> all(CommunityId community) throws IOException {
    Map<KnownMessage, TombstoneReason> all = new LinkedHashMap<>();
    database
        .query(
            "SELECT message, channel, author, clock, imported, reason FROM removed_message"
                + " WHERE community = ? ORDER BY clock, message",
            row ->
                Map.entry(
                    new KnownMessage(
                        new MessageId(Digest.of(row.getBytes(1))),
                        ChannelId.of(row.getBytes(2)),
                        PublicKey.of(row.getBytes(3)),
                        row.getLong(4),
                        row.getBoolean(5),
                        0),
                    TombstoneReason.ofNumber(row.getInt(6)).orElse(TombstoneReason.OWNER)),
            community.toString())
        .forEach(entry -> all.put(entry.getKey(), entry.getValue()));
    return all;
  }
}
