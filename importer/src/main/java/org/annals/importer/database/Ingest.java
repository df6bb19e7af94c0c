package org.annals.importer.database;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.ChannelId;
import org.annals.archiver.MessageId;
import org.annals.archiver.message.Carried;
import org.annals.archiver.message.StatedEnvelope;
import org.annals.archiver.message.TombstoneReason;
import org.annals.importer.database.IngestCounts.Kind;
import org.annals.keys.PublicKey;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/** Puts facts into the maps. Confined to the writer; nothing is durable before the commit. */
final class Ingest {
  private final Rows rows;
  private final Tables tables;

  Ingest(Rows rows) {
    this.rows = rows;
    this.tables = rows.tables;
  }

  /** A message as its author signed it, or an edit with what it carries. */
  Kind message(
      int source,
      long clock,
      MessageId id,
      ChannelId channel,
      StatedEnvelope envelope,
      Optional<MessageId> editId,
      Optional<Carried> carried) {
    if (rows.isTombstoned(id)) {
      return Kind.DELETED;
    }
    if (rows.isOver(channel, clock)) {
      return Kind.OVER;
    }
    long prefix = Keys.prefix(id);
    boolean contradicts = noticeOthers(id, prefix, clock, envelope.author());
    byte[] row = rows.codec.encode(channel, envelope, editId, carried);
    byte[] before = tables.messages().put(Keys.message(clock, id, source), row);
    if (rows.sources.anyUnlisted() && rows.sources.isListed(source)) {
      removeOutlived(
          tables.messages(), Keys.message(clock, id, 0), Keys.message(clock, id, -1), row);
    }
    tables.ids().add(new Place(prefix, clock));
    tables
        .byChannel()
        .put(Keys.channel(rows.channels.number(channel), clock, prefix), Tables.PRESENT);
    if (contradicts) {
      return Kind.CONTRADICTION;
    }
    return before == null ? Kind.MESSAGE : Kind.KNOWN;
  }

  /**
   * Looks whether the id is known already, which is rare; then whether under another clock, and
   * whether by another author.
   */
  private boolean noticeOthers(MessageId id, long prefix, long clock, PublicKey author) {
    if (!tables.ids().has(prefix)) {
      return false;
    }
    boolean contradicts = false;
    for (StoredRow other : rows.of(id)) {
      if (other.clock() != clock) {
        tables.moved().put(id.toBytes(), Tables.PRESENT);
        rows.moved.add(prefix);
      }
      contradicts |= !other.envelope().author().equals(author);
    }
    return contradicts;
  }

  /**
   * A reaction, pin, edit or deletion; {@code target} is {@link Resolver#NO_TARGET} for type 85.
   */
  Kind fact(
      int source,
      long clock,
      MessageId id,
      MessageId target,
      @Nullable ChannelId channel,
      StatedEnvelope envelope) {
    if (rows.isTombstoned(target)) {
      return Kind.DELETED;
    }
    if (rows.isOver(channel, clock)) {
      return Kind.OVER;
    }
    byte[] row = rows.codec.encode(channel, envelope, Optional.empty(), Optional.empty());
    if (rows.sources.anyUnlisted() && rows.sources.isListed(source)) {
      removeOutlived(
          tables.facts(), Keys.fact(clock, target, id, 0), Keys.fact(clock, target, id, -1), row);
    }
    tables.targets().add(Place.of(target, clock));
    return tables.facts().put(Keys.fact(clock, target, id, source), row) == null
        ? Kind.FACT
        : Kind.KNOWN;
  }

  /** Removes equal rows of chunks that are not listed any more: a listed one has them now. */
  private void removeOutlived(MVMap<byte[], byte[]> map, byte[] from, byte[] to, byte[] row) {
    List<byte[]> outlived = new ArrayList<>(0);
    Cursor<byte[], byte[]> found = map.cursor(from, to, false);
    while (found.hasNext()) {
      int source = Keys.source(found.next());
      if (source != Sources.LIVE
          && !rows.sources.isListed(source)
          && Arrays.equals(found.getValue(), row)) {
        outlived.add(found.getKey());
      }
    }
    outlived.forEach(map::remove);
  }

  /** A tombstone: whatever there is of the message goes, from wherever it came. */
  Kind tombstone(
      int source, MessageId target, ChannelId channel, long clock, TombstoneReason reason) {
    byte[] value = TombstoneRow.encode(rows.channels.number(channel), clock, reason);
    byte[] before = tables.tombstones().put(Keys.sourced(target.digest(), source), value);
    rows.tombstoned.add(Keys.prefix(target));
    List<byte[]> messages = rows.keysOf(target);
    List<byte[]> facts = rows.factKeys(target);
    if (!messages.isEmpty() || !facts.isEmpty()) {
      messages.forEach(this::removeMessage);
      facts.forEach(this::removeFact);
      rows.noteErased();
    }
    return before == null ? Kind.TOMBSTONE : Kind.KNOWN;
  }

  /** Removes one fact, and its place when it was the last there. */
  void removeFact(byte[] key) {
    tables.facts().remove(key);
    long clock = Keys.longAt(key, 0);
    MessageId target = Keys.factTarget(key);
    byte[] other = tables.facts().ceilingKey(Keys.factFrom(clock, target));
    if (other == null || !Arrays.equals(other, 0, 16, key, 0, 16)) {
      tables.targets().remove(Place.of(target, clock));
    }
  }

  /** Removes one row of a message, and it from the indexes when it was the last of its place. */
  void removeMessage(byte[] key) {
    byte[] value = tables.messages().get(key);
    if (value == null) {
      return;
    }
    StoredRow row = rows.message(key, value);
    tables.messages().remove(key);
    long prefix = Keys.prefix(row.id());
    byte[] other = tables.messages().ceilingKey(Keys.messageFrom(row.clock(), prefix));
    boolean shared =
        other != null && Keys.longAt(other, 0) == row.clock() && Keys.longAt(other, 8) == prefix;
    if (!shared && row.channel() != null) {
      tables.ids().remove(new Place(prefix, row.clock()));
      tables
          .byChannel()
          .remove(Keys.channel(rows.channels.number(row.channel()), row.clock(), prefix));
    }
  }
}
