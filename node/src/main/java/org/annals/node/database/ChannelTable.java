package org.annals.node.database;

import java.io.IOException;
import java.util.List;
import org.annals.archiver.ChannelId;
import org.annals.archiver.CommunityId;
import org.annals.magnetindex.catalogue.ChannelEntry;

/** The channels of owned communities as their owner knows them. Thread-safe. */
public final class ChannelTable {
  private final NodeDatabase database;

  /** The table in this database. */
  public ChannelTable(NodeDatabase database) {
    this.database = database;
  }

  /** Adds or replaces a channel; durable when it returns. */
  public void put(CommunityId community, ChannelEntry channel) throws IOException {
    database.update(
        "MERGE INTO channel KEY (community, channel) VALUES (?, ?, ?, ?, ?, ?)",
        community.toString(),
        channel.id().toBytes(),
        channel.name(),
        channel.description(),
        channel.category(),
        channel.order());
  }

  /** All channels of a community, ascending by id. */
  public List<ChannelEntry> all(CommunityId community) throws IOException {
    return database
        .query(
            "SELECT channel, name, description, category, position FROM channel WHERE community = ?",
            row ->
                new ChannelEntry(
                    ChannelId.of(row.getBytes(1)),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getInt(5)),
            community.toString())
        .stream()
        .sorted()
        .toList();
  }
}
