package org.annals.importer.database;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.annals.archiver.ChunkId;
import org.annals.archiver.MessageId;
import org.annals.archiver.message.ImportMark;
import org.annals.archiver.message.MessageContent;
import org.annals.keys.PublicKey;
import org.jspecify.annotations.Nullable;

/** Gathers the facts about one message; the order in which they are added does not matter. */
final class FactsOf {
  private final Resolver.Base base;
  private final Resolver resolver;
  private final Map<Reactor, Last> reactions = new HashMap<>();
  private Resolver.@Nullable Edit edit;
  private @Nullable Last pin;
  private boolean deleted;

  private record Reactor(PublicKey author, int emoji) {}

  /** The last of several facts of which only the last counts. */
  private record Last(long clock, MessageId id, boolean on) {
    boolean beats(@Nullable Last other) {
      return other == null
          || clock > other.clock
          || (clock == other.clock && id.compareTo(other.id) < 0);
    }
  }

  FactsOf(Resolver.Base base, Resolver resolver) {
    this.base = base;
    this.resolver = resolver;
  }

  void fact(StoredRow row, MessageContent content) {
    PublicKey author = row.envelope().author();
    if (content instanceof MessageContent.Edit) {
      Resolver.Edit challenger = Resolver.edit(row, content);
      if (challenger != null) {
        edit(challenger);
      }
    } else if (content instanceof MessageContent.Reaction reaction) {
      Last last = new Last(row.clock(), row.id(), !reaction.retracted());
      Reactor reactor = new Reactor(author, reaction.emoji());
      if (last.beats(reactions.get(reactor))) {
        reactions.put(reactor, last);
      }
    } else if (content instanceof MessageContent.Pin pinned) {
      Last last = new Last(row.clock(), row.id(), pinned.pinned());
      if (last.beats(pin)) {
        pin = last;
      }
    } else if (content instanceof MessageContent.Deletion) {
      deleted |= resolver.mayDelete(author, base.row().envelope().author());
    }
  }

  /** An edit counts when it is the author's, later than the original, and that is no import. */
  void edit(Resolver.Edit challenger) {
    if (challenger.author().equals(base.row().envelope().author())
        && base.chat().imported().isEmpty()
        && challenger.clock() > base.row().clock()
        && challenger.beats(edit)) {
      edit = challenger;
    }
  }

  boolean deleted() {
    return deleted;
  }

  ShownMessage shown(Optional<ChunkId> chunk) {
    MessageContent.Chat chat = base.chat();
    Optional<ImportMark> imported = chat.imported();
    Resolver.Edit winner = edit;
    long editedAtSource = imported.map(ImportMark::edited).orElse(0L);
    return new ShownMessage(
        base.row().id(),
        chat.channel(),
        base.row().envelope().author(),
        base.row().clock(),
        chat.timestamp(),
        winner == null ? chat.text() : winner.text(),
        chat.reply(),
        chat.displayName(),
        chat.contentType(),
        chat.attachments(),
        chat.albumId(),
        chat.bridge(),
        imported,
        winner == null ? editedAtSource : winner.clock(),
        base.carried(),
        chunk,
        shownReactions(imported),
        pin == null ? imported.map(ImportMark::pinned).orElse(false) : pin.on());
  }

  private List<ShownReaction> shownReactions(Optional<ImportMark> imported) {
    List<ShownReaction> list = new ArrayList<>();
    imported.ifPresent(
        mark ->
            mark.reactions()
                .forEach(r -> list.add(new ShownReaction(r.emoji(), r.count(), List.of()))));
    Map<Integer, List<PublicKey>> by = new TreeMap<>();
    reactions.forEach(
        (reactor, last) -> {
          if (last.on()) {
            by.computeIfAbsent(reactor.emoji(), e -> new ArrayList<>()).add(reactor.author());
          }
        });
    by.forEach(
        (emoji, authors) -> {
          authors.sort(null);
          list.add(new ShownReaction(ShownReaction.emoji(emoji), authors.size(), authors));
        });
    return list;
  }
}
