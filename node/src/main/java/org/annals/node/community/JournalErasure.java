package org.annals.node.community;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.annals.archiver.MessageId;
import org.annals.archiver.TimeWindow;
import org.annals.archiver.message.MessageType;
import org.annals.archiver.seal.SourceEntry;
import org.annals.importer.journal.LiveJournal;

/** Drops from a live journal what is over or deleted, with the edits that are about it. */
final class JournalErasure {
  private final LiveJournal journal;
  private final Messages messages;

  JournalErasure(LiveJournal journal, Messages messages) {
    this.journal = journal;
    this.messages = messages;
  }

  /**
   * Messages that are over or deleted, and edits of them. Deletions stay: they are to be packed.
   */
  void run(Expiry expiry) throws IOException {
    Set<MessageId> over = new HashSet<>();
    for (TimeWindow window : journal.windows()) {
      journal.entries(
          window.startSeconds() * 1000,
          window.endSeconds() * 1000,
          entry -> {
            if (isOver(entry, expiry)) {
              over.add(entry.id());
            }
          });
    }
    Set<MessageId> orphans = orphans(expiry);
    for (TimeWindow window : journal.windows()) {
      journal.drop(
          window,
          entry -> {
            MessageId subject = entry.type() == MessageType.EDIT ? entry.target() : entry.id();
            return isOver(entry, expiry)
                || orphans.contains(entry.id())
                || (subject != null && (over.contains(subject) || messages.isDeleted(subject)));
          });
    }
  }

  /** Edits that wait in vain for their message, which may be over. */
  private Set<MessageId> orphans(Expiry expiry) throws IOException {
    List<SourceEntry> edits = new ArrayList<>();
    for (TimeWindow window : journal.windows()) {
      journal.entries(
          window.startSeconds() * 1000,
          window.endSeconds() * 1000,
          entry -> {
            if (entry.type() == MessageType.EDIT
                && entry.channel() != null
                && entry.clock() < expiry.orphansFrom(entry.channel())) {
              edits.add(entry);
            }
          });
    }
    Set<MessageId> orphans = new HashSet<>();
    for (SourceEntry edit : edits) {
      MessageId target = edit.target();
      if (target != null && journal.find(target).isEmpty() && messages.known(target).isEmpty()) {
        orphans.add(edit.id());
      }
    }
    return orphans;
  }

  private static boolean isOver(SourceEntry entry, Expiry expiry) {
    return entry.channel() != null && entry.clock() < expiry.keepFrom(entry.channel());
  }
}
