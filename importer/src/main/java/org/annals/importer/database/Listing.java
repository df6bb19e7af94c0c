package org.annals.importer.database;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.annals.archiver.ChannelId;
import org.annals.archiver.MessageId;
import org.annals.archiver.message.TombstoneReason;
import org.h2.mvstore.Cursor;

/** Walks through messages in order; each is handed out once, however many rows it has. */
final class Listing {
  private final Rows rows;
  private final Resolver resolver;

  Listing(Rows rows, Resolver resolver) {
    this.rows = rows;
    this.resolver = resolver;
  }

  Optional<ShownMessage> show(MessageId id) {
    List<StoredRow> all = rows.of(id);
    return all.isEmpty() ? Optional.empty() : resolver.resolve(View.ALL, all);
  }

  MessagePage newestFirst(Optional<ChannelId> channel, Optional<PageCursor> after, int limit) {
    if (channel.isPresent()) {
      return ofChannel(channel.get(), after, limit);
    }
    byte[] from =
        after
            .map(c -> rows.tables.messages().lowerKey(Keys.message(c.clock(), c.id(), 0)))
            .orElseGet(rows.tables.messages()::lastKey);
    if (from == null) {
      return new MessagePage(List.of(), Optional.empty());
    }
    return page(rows.tables.messages().cursor(from, null, true), limit);
  }

  MessagePage oldestFirst(Optional<PageCursor> after, int limit) {
    byte[] from =
        after
            .map(c -> rows.tables.messages().higherKey(Keys.message(c.clock(), c.id(), -1)))
            .orElseGet(rows.tables.messages()::firstKey);
    if (from == null) {
      return new MessagePage(List.of(), Optional.empty());
    }
    return page(rows.tables.messages().cursor(from, null, false), limit);
  }

  private MessagePage page(Cursor<byte[], byte[]> cursor, int limit) {
    List<ShownMessage> list = new ArrayList<>();
    Groups groups = new Groups(cursor);
    while (list.size() < limit && groups.next()) {
      shown(View.ALL, groups.rows).ifPresent(list::add);
    }
    return page(list, limit);
  }

  private static MessagePage page(List<ShownMessage> list, int limit) {
    if (list.size() < limit) {
      return new MessagePage(list, Optional.empty());
    }
    ShownMessage last = list.get(list.size() - 1);
    return new MessagePage(list, Optional.of(new PageCursor(last.clock(), last.id())));
  }

  private MessagePage ofChannel(ChannelId channel, Optional<PageCursor> after, int limit) {
    int number = rows.channels.find(channel);
    List<ShownMessage> list = new ArrayList<>();
    if (number < 0) {
      return new MessagePage(list, Optional.empty());
    }
    byte[] from =
        after
            .map(c -> Keys.channel(number, c.clock(), Keys.prefix(c.id())))
            .orElse(Keys.channel(number, -1, -1));
    Cursor<byte[], byte[]> places =
        rows.tables.byChannel().cursor(from, Keys.channel(number, 0, 0), true);
    while (list.size() < limit && places.hasNext()) {
      byte[] place = places.next();
      addPlace(place, channel, after, list);
    }
    return page(list, limit);
  }

  private void addPlace(
      byte[] place, ChannelId channel, Optional<PageCursor> after, List<ShownMessage> list) {
    long clock = Keys.longAt(place, 4);
    long prefix = Keys.longAt(place, 12);
    byte[] from = rows.tables.messages().floorKey(Keys.messageTo(clock, prefix));
    if (from == null) {
      return;
    }
    Groups groups =
        new Groups(rows.tables.messages().cursor(from, Keys.messageFrom(clock, prefix), true));
    while (groups.next()) {
      Optional<ShownMessage> message =
          shown(View.ALL, groups.rows)
              .filter(m -> m.channel().equals(channel))
              .filter(m -> after.isEmpty() || isBefore(m, after.get()));
      message.ifPresent(list::add);
    }
  }

  private static boolean isBefore(ShownMessage message, PageCursor cursor) {
    return message.clock() < cursor.clock()
        || (message.clock() == cursor.clock() && message.id().compareTo(cursor.id()) < 0);
  }

  void visit(View view, long fromMillis, long toMillis, Consumer<ShownMessage> sink) {
    Groups groups =
        new Groups(
            rows.tables
                .messages()
                .cursor(
                    Keys.messageFrom(Math.max(0, fromMillis), 0),
                    Keys.messageFrom(Math.max(0, toMillis), 0),
                    false));
    while (groups.next()) {
      shown(view, groups.rows).filter(m -> m.clock() < toMillis).ifPresent(sink);
    }
  }

  /** The message of a group, if this is the place at which it is shown. */
  private Optional<ShownMessage> shown(View view, List<StoredRow> group) {
    StoredRow first = group.get(0);
    if (!rows.moved.mayContain(Keys.prefix(first.id()))) {
      return resolver.resolve(view, group);
    }
    return resolver.resolve(view, rows.of(first.id())).filter(m -> m.clock() == first.clock());
  }

  void tombstones(View view, long fromMillis, long toMillis, Consumer<ShownTombstone> sink) {
    byte[] last = new byte[0];
    Cursor<byte[], byte[]> found = rows.tables.tombstones().cursor(null);
    while (found.hasNext()) {
      byte[] key = found.next();
      byte[] target = Arrays.copyOf(key, 32);
      TombstoneRow row = TombstoneRow.decode(found.getValue());
      boolean counts = view == View.ALL || rows.sources.isListed(Keys.source(key));
      if (counts
          && row.clock() >= fromMillis
          && row.clock() < toMillis
          && !rows.isOver(rows.channels.value(row.channel()), row.clock())
          && !Arrays.equals(target, last)) {
        last = target;
        sink.accept(
            new ShownTombstone(
                new MessageId(Keys.digestAt(key, 0)),
                rows.channels.value(row.channel()),
                TombstoneReason.ofNumber(row.reason()).orElse(TombstoneReason.OWNER)));
      }
    }
  }

  /** Puts neighbouring rows of one (clock, id) together. */
  private final class Groups {
    private final Cursor<byte[], byte[]> cursor;
    private byte[] pendingKey = {};
    private byte[] pendingValue = {};
    private List<StoredRow> rows = List.of();

    Groups(Cursor<byte[], byte[]> cursor) {
      this.cursor = cursor;
      advance();
    }

    private void advance() {
      pendingKey = cursor.hasNext() ? cursor.next() : new byte[0];
      pendingValue = pendingKey.length == 0 ? pendingKey : cursor.getValue();
    }

    boolean next() {
      if (pendingKey.length == 0) {
        return false;
      }
      byte[] key = pendingKey;
      rows = new ArrayList<>(1);
      while (pendingKey.length != 0 && Arrays.equals(key, 0, 40, pendingKey, 0, 40)) {
        rows.add(Listing.this.rows.message(pendingKey, pendingValue));
        advance();
      }
      return true;
    }
  }
}
