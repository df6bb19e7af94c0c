package org.annals.importer.database;

import org.annals.archiver.message.MessageContent;
import org.h2.mvstore.Cursor;

/**
 * Whether a message that is not archived yet goes with another image of its album, as it will be
 * packed: whoever deletes one means all of them (FORMAT section 3). Of archived ones the archive
 * says what is gone.
 */
final class AlbumDeletions {
  private static final long SPAN_MILLIS = 10 * 60 * 1000;

  private final Rows rows;
  private final Resolver resolver;

  AlbumDeletions(Rows rows, Resolver resolver) {
    this.rows = rows;
    this.resolver = resolver;
  }

  boolean take(Resolver.Base base) {
    StoredRow row = base.row();
    if (base.chat().albumId().isEmpty() || row.channel() == null || isArchived(row)) {
      return false;
    }
    int channel = rows.channels.number(row.channel());
    Cursor<byte[], byte[]> places =
        rows.tables
            .byChannel()
            .cursor(
                Keys.channel(channel, Math.max(0, row.clock() - SPAN_MILLIS), 0),
                Keys.channel(channel, row.clock() + SPAN_MILLIS, -1),
                false);
    while (places.hasNext()) {
      byte[] place = places.next();
      if (isDeletedSibling(base, Keys.longAt(place, 4), Keys.longAt(place, 12))) {
        return true;
      }
    }
    return false;
  }

  private boolean isDeletedSibling(Resolver.Base base, long clock, long prefix) {
    Cursor<byte[], byte[]> found =
        rows.tables
            .messages()
            .cursor(Keys.messageFrom(clock, prefix), Keys.messageTo(clock, prefix), false);
    while (found.hasNext()) {
      StoredRow other = rows.message(found.next(), found.getValue());
      boolean sibling =
          !other.id().equals(base.row().id())
              && other.envelope().author().equals(base.row().envelope().author())
              && resolver.content(other).orElse(null) instanceof MessageContent.Chat chat
              && chat.albumId().equals(base.chat().albumId());
      if (sibling && !isArchived(other) && isDeleted(other)) {
        return true;
      }
    }
    return false;
  }

  private boolean isArchived(StoredRow message) {
    return rows.of(message.id()).stream().anyMatch(row -> rows.sources.isListed(row.source()));
  }

  private boolean isDeleted(StoredRow message) {
    for (StoredRow fact : rows.facts(message.id())) {
      if (resolver.content(fact).orElse(null) instanceof MessageContent.Deletion
          && resolver.mayDelete(fact.envelope().author(), message.envelope().author())) {
        return true;
      }
    }
    return false;
  }
}
