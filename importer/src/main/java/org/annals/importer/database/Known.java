package org.annals.importer.database;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.annals.archiver.MessageId;
import org.annals.archiver.message.ImportMark;
import org.annals.archiver.message.MessageContent;
import org.annals.archiver.seal.KnownMessage;
import org.annals.keys.PublicKey;
import org.h2.mvstore.Cursor;

/** What the packer asks: archived messages only, deleted ones left out. */
final class Known {
  private final Rows rows;
  private final Resolver resolver;

  Known(Rows rows, Resolver resolver) {
    this.rows = rows;
    this.resolver = resolver;
  }

  Map<MessageId, KnownMessage> find(Collection<MessageId> ids) {
    Map<MessageId, KnownMessage> found = new HashMap<>();
    for (MessageId id : ids) {
      List<StoredRow> archived =
          rows.of(id).stream().filter(row -> rows.sources.isListed(row.source())).toList();
      if (!archived.isEmpty() && !rows.isTombstonedInArchive(id)) {
        known(resolver.winner(archived).orElse(archived.get(0)))
            .ifPresent(message -> found.put(id, message));
      }
    }
    return found;
  }

  private Optional<KnownMessage> known(StoredRow row) {
    if (row.channel() == null || rows.isOver(row.channel(), row.clock())) {
      return Optional.empty();
    }
    Optional<ImportMark> mark =
        resolver.content(row).orElse(null) instanceof MessageContent.Chat chat
            ? chat.imported()
            : Optional.empty();
    return Optional.of(
        new KnownMessage(
            row.id(),
            row.channel(),
            row.envelope().author(),
            row.clock(),
            mark.isPresent(),
            mark.map(ImportMark::edited).orElse(0L)));
  }

  Set<MessageId> tombstoned(Collection<MessageId> ids) {
    Set<MessageId> found = new HashSet<>();
    for (MessageId id : ids) {
      if (rows.isTombstonedInArchive(id)) {
        found.add(id);
      }
    }
    return found;
  }

  /** A walk over everything; type 85 is rare enough not to pay for an index. */
  void ofAuthor(PublicKey author, Consumer<KnownMessage> sink) {
    if (rows.authors.find(author) < 0) {
      return;
    }
    Cursor<byte[], byte[]> all = rows.tables.messages().cursor(null);
    MessageId last = null;
    while (all.hasNext()) {
      byte[] key = all.next();
      if (!rows.sources.isListed(Keys.source(key))) {
        continue;
      }
      StoredRow row = rows.message(key, all.getValue());
      if (row.envelope().author().equals(author)
          && !row.id().equals(last)
          && !rows.isTombstonedInArchive(row.id())) {
        last = row.id();
        known(row).filter(m -> !m.imported()).ifPresent(sink);
      }
    }
  }
}
