package org.annals.importer.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.annals.archiver.MessageId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.message.MessageContent;
import org.annals.archiver.message.MessageType;
import org.annals.archiver.seal.SourceEntry;
import org.annals.keys.PublicKey;
import org.h2.mvstore.Cursor;

/**
 * Tells which live rows the archive has, or has made pointless: those need not be kept any more.
 * What the archive lacks stays (FORMAT section 8).
 */
final class Settled {
  private final Rows rows;
  private final Resolver resolver;

  Settled(Rows rows, Resolver resolver) {
    this.rows = rows;
    this.resolver = resolver;
  }

  boolean test(SourceEntry entry) {
    if (rows.isTombstoned(entry.id())) {
      return true;
    }
    if (entry.type() == MessageType.CHAT) {
      return message(entry.id(), entry.author());
    }
    MessageId target = entry.target() == null ? Resolver.NO_TARGET : entry.target();
    return rows.isTombstoned(target) || fact(target, entry.id());
  }

  /**
   * A native message is settled by any listed row of its author; an import by the version that is
   * shown of the archive, when that is the one that is shown of everything.
   */
  private boolean message(MessageId id, PublicKey author) {
    List<StoredRow> all = rows.of(id);
    List<StoredRow> listed = new ArrayList<>();
    for (StoredRow row : all) {
      if (rows.sources.isListed(row.source()) && row.envelope().author().equals(author)) {
        listed.add(row);
      }
    }
    if (listed.isEmpty()) {
      return false;
    }
    Optional<StoredRow> winner = resolver.winner(all);
    return winner.isEmpty()
        || rows.sources.isListed(winner.get().source())
        || !resolver.isImport(winner.get())
        || sameAsListed(winner.get(), listed);
  }

  private static boolean sameAsListed(StoredRow live, List<StoredRow> listed) {
    byte[] payload = Resolver.inline(live);
    return listed.stream().anyMatch(row -> java.util.Arrays.equals(payload, Resolver.inline(row)));
  }

  /** A fact is settled when the archive has it, or one of its kind that beats it. */
  private boolean fact(MessageId target, MessageId id) {
    List<StoredRow> facts = rows.facts(target);
    StoredRow live = null;
    for (StoredRow fact : facts) {
      if (fact.id().equals(id)) {
        if (rows.sources.isListed(fact.source())) {
          return true;
        }
        live = fact;
      }
    }
    if (live == null) {
      return false;
    }
    MessageContent content = resolver.content(live).orElse(null);
    if (content == null) {
      return true;
    }
    for (StoredRow fact : facts) {
      if (rows.sources.isListed(fact.source()) && outdoes(fact, live, content)) {
        return true;
      }
    }
    return content instanceof MessageContent.Edit && editIsOutdone(target, live);
  }

  private boolean outdoes(StoredRow archived, StoredRow live, MessageContent content) {
    MessageContent other = resolver.content(archived).orElse(null);
    boolean later = archived.clock() >= live.clock();
    boolean sameAuthor = archived.envelope().author().equals(live.envelope().author());
    if (content instanceof MessageContent.Pin) {
      return later && other instanceof MessageContent.Pin;
    }
    if (content instanceof MessageContent.Reaction mine) {
      return later
          && sameAuthor
          && other instanceof MessageContent.Reaction reaction
          && reaction.emoji() == mine.emoji();
    }
    return content instanceof MessageContent.Edit
        && later
        && sameAuthor
        && other instanceof MessageContent.Edit;
  }

  private boolean editIsOutdone(MessageId target, StoredRow live) {
    for (StoredRow row : rows.of(target)) {
      if (!rows.sources.isListed(row.source())) {
        continue;
      }
      Optional<MessageContent> content = resolver.content(row);
      boolean pointless =
          resolver.isImport(row) || !row.envelope().author().equals(live.envelope().author());
      boolean newer =
          content.isPresent()
              && content.get() instanceof MessageContent.Edit
              && content.get().clock() >= live.clock();
      if (pointless || newer || live.clock() <= row.clock()) {
        return true;
      }
    }
    return false;
  }

  /** Removes the settled live rows of a window. */
  void removeFrom(TimeWindow window) {
    long from = window.startSeconds() * 1000;
    long to = window.endSeconds() * 1000;
    Ingest ingest = new Ingest(rows);
    List<byte[]> messages = new ArrayList<>();
    Cursor<byte[], byte[]> found =
        rows.tables.messages().cursor(Keys.messageFrom(from, 0), Keys.messageFrom(to, 0), false);
    while (found.hasNext()) {
      byte[] key = found.next();
      if (Keys.source(key) == Sources.LIVE && Keys.longAt(key, 0) < to) {
        StoredRow row = rows.message(key, found.getValue());
        if (message(row.id(), row.envelope().author())) {
          messages.add(key);
        }
      }
    }
    List<byte[]> facts = new ArrayList<>();
    rows.tables
        .facts()
        .forEach(
            (key, value) -> {
              if (Keys.source(key) == Sources.LIVE
                  && window.contains(Keys.longAt(key, 0))
                  && fact(Keys.factTarget(key), Keys.factId(key))) {
                facts.add(key);
              }
            });
    messages.forEach(ingest::removeMessage);
    facts.forEach(ingest::removeFact);
  }
}
