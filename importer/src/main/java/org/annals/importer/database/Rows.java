package org.annals.importer.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.annals.archiver.ChannelId;
import org.annals.archiver.CommunityId;
import org.annals.archiver.MessageId;
import org.annals.keys.Digest;
import org.annals.keys.PublicKey;
import org.h2.mvstore.Cursor;
import org.jspecify.annotations.Nullable;

/** Reads what the maps hold. Made anew whenever the file is opened. */
final class Rows {
  final Tables tables;
  final Numbers<PublicKey> authors;
  final Numbers<ChannelId> channels;
  final RowCodec codec;
  final Sources sources;
  private final Retention retention;

  /** Ids that have a tombstone. */
  final PrefixSet tombstoned = new PrefixSet();

  /** Ids that stand under more than one clock. */
  final PrefixSet moved = new PrefixSet();

  final Resolver resolver;

  Rows(Tables tables, CommunityId community, Predicate<PublicKey> moderators, Retention retention) {
    this.tables = tables;
    this.retention = retention;
    this.authors =
        new Numbers<>(tables.authors(), tables.authorNumbers(), PublicKey::toBytes, PublicKey::of);
    this.channels =
        new Numbers<>(
            tables.channels(), tables.channelNumbers(), ChannelId::toBytes, ChannelId::of);
    this.codec = new RowCodec(community, authors, channels);
    this.sources = new Sources(tables);
    tables.tombstones().forEach((key, value) -> tombstoned.add(Keys.longAt(key, 0)));
    tables.moved().forEach((key, value) -> moved.add(Keys.longAt(key, 0)));
    this.resolver = new Resolver(this, community, moderators);
  }

  StoredRow message(byte[] key, byte[] value) {
    return codec.decode(
        Keys.source(key), Keys.longAt(key, 0), new MessageId(Keys.digestAt(key, 8)), value);
  }

  /** All rows of a message, whatever the clock and source. */
  List<StoredRow> of(MessageId id) {
    List<StoredRow> rows = new ArrayList<>(1);
    for (byte[] key : keysOf(id)) {
      byte[] value = tables.messages().get(key);
      if (value != null) {
        rows.add(message(key, value));
      }
    }
    return rows;
  }

  /** Keys of all rows of a message. */
  List<byte[]> keysOf(MessageId id) {
    List<byte[]> keys = new ArrayList<>(1);
    long prefix = Keys.prefix(id);
    byte[] idBytes = id.toBytes();
    for (long clock : tables.ids().clocks(prefix)) {
      Cursor<byte[], byte[]> rows =
          tables
              .messages()
              .cursor(Keys.messageFrom(clock, prefix), Keys.messageTo(clock, prefix), false);
      while (rows.hasNext()) {
        byte[] key = rows.next();
        if (java.util.Arrays.equals(key, 8, 40, idBytes, 0, Digest.LENGTH)) {
          keys.add(key);
        }
      }
    }
    return keys;
  }

  /** Clock before which messages of a channel are over. */
  long keepFrom(ChannelId channel) {
    return retention.keepFrom(channel);
  }

  /** Clock before which edits of unknown messages of a channel are over. */
  long orphansFrom(ChannelId channel) {
    return retention.orphansFrom(channel);
  }

  /** Whether the time of a message in this channel is over. */
  boolean isOver(@Nullable ChannelId channel, long clock) {
    return channel != null && clock < keepFrom(channel);
  }

  /** Says that what was erased may still stand in free parts of the file. */
  void noteErased() {
    tables.about().put(Tables.ERASED, Tables.PRESENT);
  }

  boolean isTombstoned(MessageId id) {
    if (!tombstoned.mayContain(Keys.prefix(id))) {
      return false;
    }
    byte[] key = tables.tombstones().ceilingKey(Keys.firstOf(id, Keys.SOURCED));
    return key != null && Keys.digestAt(key, 0).equals(id.digest());
  }

  /** Whether a listed chunk says so. */
  boolean isTombstonedInArchive(MessageId id) {
    if (!tombstoned.mayContain(Keys.prefix(id))) {
      return false;
    }
    Cursor<byte[], byte[]> found =
        tables
            .tombstones()
            .cursor(Keys.firstOf(id, Keys.SOURCED), Keys.lastOf(id, Keys.SOURCED), false);
    while (found.hasNext()) {
      if (sources.isListed(Keys.source(found.next()))) {
        return true;
      }
    }
    return false;
  }

  /** Edits, reactions, pins and deletions about a message, ascending by (clock, id). */
  List<StoredRow> facts(MessageId target) {
    List<StoredRow> facts = new ArrayList<>(0);
    for (long clock : tables.targets().clocks(Keys.prefix(target))) {
      Cursor<byte[], byte[]> found = factsAt(clock, target);
      while (found.hasNext()) {
        byte[] key = found.next();
        StoredRow fact = fact(key, found.getValue());
        if (!isTombstoned(fact.id())) {
          facts.add(fact);
        }
      }
    }
    return facts;
  }

  /** Keys of all facts about a message. */
  List<byte[]> factKeys(MessageId target) {
    List<byte[]> keys = new ArrayList<>(0);
    for (long clock : tables.targets().clocks(Keys.prefix(target))) {
      factsAt(clock, target).forEachRemaining(keys::add);
    }
    return keys;
  }

  private Cursor<byte[], byte[]> factsAt(long clock, MessageId target) {
    return tables.facts().cursor(Keys.factFrom(clock, target), Keys.factTo(clock, target), false);
  }

  StoredRow fact(byte[] key, byte[] value) {
    return codec.decode(Keys.source(key), Keys.longAt(key, 0), Keys.factId(key), value);
  }

  boolean inView(View view, StoredRow row) {
    return view == View.ALL || sources.isListed(row.source());
  }

  Optional<Source> listedSource(StoredRow row) {
    return sources.isListed(row.source())
        ? Optional.of(sources.get(row.source()))
        : Optional.empty();
  }
}
