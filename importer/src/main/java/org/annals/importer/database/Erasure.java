package org.annals.importer.database;

import java.util.ArrayList;
import java.util.List;
import org.annals.archiver.ChannelId;
import org.annals.archiver.MessageId;
import org.annals.archiver.message.MessageType;
import org.h2.mvstore.Cursor;

/**
 * Removes the rows of messages whose time is over, with the edits and reactions that are about
 * them, whatever their source. Tombstones stay: they hold no content.
 */
final class Erasure {
  private final Rows rows;
  private final Ingest ingest;

  Erasure(Rows rows) {
    this.rows = rows;
    this.ingest = new Ingest(rows);
  }

  /** Removes them; returns how many rows there were. */
  long run() {
    long erased = 0;
    for (int number = 0; number < rows.channels.size(); number++) {
      ChannelId channel = rows.channels.value(number);
      long keepFrom = rows.keepFrom(channel);
      if (keepFrom > 0 || rows.orphansFrom(channel) > 0) {
        erased += messages(number, channel, keepFrom) + facts(channel, keepFrom);
      }
    }
    return erased;
  }

  private long messages(int number, ChannelId channel, long keepFrom) {
    List<byte[]> keys = new ArrayList<>();
    List<byte[]> facts = new ArrayList<>();
    Cursor<byte[], byte[]> places =
        rows.tables
            .byChannel()
            .cursor(Keys.channel(number, 0, 0), Keys.channel(number, keepFrom, 0), false);
    while (places.hasNext()) {
      byte[] place = places.next();
      if (Keys.longAt(place, 4) < keepFrom) {
        find(place, channel, keys, facts);
      }
    }
    keys.forEach(ingest::removeMessage);
    facts.forEach(ingest::removeFact);
    return (long) keys.size() + facts.size();
  }

  private void find(byte[] place, ChannelId channel, List<byte[]> keys, List<byte[]> facts) {
    long clock = Keys.longAt(place, 4);
    long prefix = Keys.longAt(place, 12);
    Cursor<byte[], byte[]> found =
        rows.tables
            .messages()
            .cursor(Keys.messageFrom(clock, prefix), Keys.messageTo(clock, prefix), false);
    while (found.hasNext()) {
      byte[] key = found.next();
      StoredRow row = rows.message(key, found.getValue());
      if (channel.equals(row.channel())) {
        keys.add(key);
        facts.addAll(rows.factKeys(new MessageId(Keys.digestAt(key, 8))));
      }
    }
  }

  /** By their own clock, and sooner those edits whose message is not here. */
  private long facts(ChannelId channel, long keepFrom) {
    List<byte[]> keys = new ArrayList<>();
    long orphansFrom = rows.orphansFrom(channel);
    rows.tables
        .facts()
        .forEach(
            (key, value) -> {
              long clock = Keys.longAt(key, 0);
              if (clock < Math.max(keepFrom, orphansFrom)) {
                StoredRow fact = rows.fact(key, value);
                if (channel.equals(fact.channel()) && (clock < keepFrom || isOrphan(key, fact))) {
                  keys.add(key);
                }
              }
            });
    keys.forEach(ingest::removeFact);
    return keys.size();
  }

  private boolean isOrphan(byte[] key, StoredRow fact) {
    return fact.envelope().type() == MessageType.EDIT
        && rows.keysOf(Keys.factTarget(key)).isEmpty();
  }
}
