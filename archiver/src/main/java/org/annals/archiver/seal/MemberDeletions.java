package org.annals.archiver.seal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.annals.archiver.MessageId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.message.MessageContent;
import org.annals.archiver.message.MessageType;
import org.annals.archiver.message.TombstoneReason;
import org.annals.keys.PublicKey;

/**
 * Deletions of all messages of a member (type 85, FORMAT section 8): one tombstone per known id, in
 * the message's window where it is folded there, else in the deletion's own. Confined to one
 * thread.
 */
final class MemberDeletions {
  private final PackScope scope;
  private final Folded folded;
  private final List<MessageContent.MemberDeletion> deletions = new ArrayList<>();

  MemberDeletions(PackScope scope, Folded folded) throws IOException {
    this.scope = scope;
    this.folded = folded;
    EntryTable table = folded.table;
    for (int entry = 0; entry < table.size(); entry++) {
      if (table.type(entry) == MessageType.MEMBER_DELETION) {
        read(entry);
      }
    }
  }

  private void read(int entry) throws IOException {
    EntryTable table = folded.table;
    boolean own = scope.window().contains(table.clock(entry));
    if (!scope.mayDelete(table.author(entry))) {
      if (own) {
        scope.left().count("deletion without the right to");
      }
    } else if (scope.loader().content(table, entry).orElse(null)
        instanceof MessageContent.MemberDeletion deletion) {
      deletions.add(deletion);
      boolean late = scope.addendum() && scope.known().isSettled(table.entry(entry));
      folded.kept[entry] = own && !late;
    }
  }

  /** Whether one of them deletes this message of its window. */
  boolean delete(MessageId id, PublicKey author, long clock) {
    return deletions.stream().anyMatch(d -> deletes(d, id, author, clock));
  }

  private static boolean deletes(
      MessageContent.MemberDeletion deletion, MessageId id, PublicKey author, long clock) {
    return deletion.deletes(id, author)
        && (!deletion.messages().isEmpty() || clock < deletion.clock());
  }

  /** Adds tombstones for messages that are no entries of the window. */
  void addExtras(Set<MessageId> goneElsewhere) throws IOException {
    Set<MessageId> done = new HashSet<>(goneElsewhere);
    List<MessageContent.MemberDeletion> ordered = new ArrayList<>(deletions);
    ordered.sort((a, b) -> Long.compare(a.clock(), b.clock()));
    for (MessageContent.MemberDeletion deletion : ordered) {
      scope.known().ofAuthor(deletion.member(), message -> extra(deletion, message, done));
      TimeWindow window = scope.window();
      if (window.contains(deletion.clock()) && window.index() > 1) {
        long end = new TimeWindow(window.index() - 1).startSeconds() * 1000;
        scope.source().entries(0, end, entry -> extra(deletion, entry, done));
      }
    }
  }

  private void extra(
      MessageContent.MemberDeletion deletion, SourceEntry entry, Set<MessageId> done) {
    if (entry.type() == MessageType.CHAT && !entry.imported()) {
      extra(
          deletion,
          new KnownMessage(
              entry.id(),
              Objects.requireNonNull(entry.channel()),
              entry.author(),
              entry.clock(),
              false,
              0),
          done);
    }
  }

  private void extra(
      MessageContent.MemberDeletion deletion, KnownMessage message, Set<MessageId> done) {
    if (!deletes(deletion, message.id(), message.author(), message.clock())) {
      return;
    }
    boolean folds = deletion.clock() < message.window().foldLimitMillis();
    boolean here =
        folds ? message.window().equals(scope.window()) : scope.window().contains(deletion.clock());
    if (here && folded.table.find(message.id()) < 0 && done.add(message.id())) {
      folded.extras.add(
          new Folded.Extra(
              message.id(),
              message.channel(),
              folds ? message.clock() : deletion.clock(),
              TombstoneReason.BAN,
              Folded.NONE));
    }
  }
}
